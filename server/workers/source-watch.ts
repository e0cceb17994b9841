import type { Logger } from "pino";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import type { SourceState } from "@/lib/services/metrics/source-state";
import type { ConditionSink } from "./condition-sink";
import { startTickLoop } from "./tick-loop";

export interface SourceWatchOptions extends ConditionSink {
  store: Pick<MetricStore, "sources">;
  log: Logger;
  intervalMs?: number;
  /** Who was silent for so long when this process started is no news. */
  forgottenAfterMs?: number;
}

/** Tells when a source of samples falls silent, and when it comes back. */
export function startSourceWatch(options: SourceWatchOptions): AsyncDisposable {
  const { log, intervalMs = 5000 } = options;
  const watch = createSourceWatching(options);
  return startTickLoop({ name: "source-watch", intervalMs, log, tick: watch });
}

/** A pause of this many intervals between two looks means that this process slept: nobody could be heard. */
const sleptIntervals = 6;

/** Returns one look at all sources, at `atMs` since 1970. */
export function createSourceWatching(options: Omit<SourceWatchOptions, "log">): (atMs: number) => Promise<void> {
  const { store, openCondition, resolveCondition, intervalMs = 5000, forgottenAfterMs = 86_400_000 } = options;
  const known = new Map<string, "heard" | "silent">();
  let listeningSinceMs: number | null = null;
  let lookedMs = 0;

  return async (atMs) => {
    if (listeningSinceMs === null || atMs - lookedMs > sleptIntervals * intervalMs) listeningSinceMs = atMs;
    lookedMs = atMs;
    for (const source of store.sources) {
      if (source.kind !== "external" && source.kind !== "host") continue;
      const before = known.get(source.id);
      const fingerprint = `source.silent:${source.id}`;
      if (!source.isSilent(atMs)) {
        // Also at the first look: an earlier process may have opened it.
        if (before !== "heard") await resolveCondition(fingerprint);
        known.set(source.id, "heard");
      } else if (before !== "silent" && atMs - listeningSinceMs > source.patienceMs) {
        const isNews = before !== undefined || atMs - (source.lastSampleMs ?? 0) < forgottenAfterMs;
        if (isNews) await openCondition(describeSilence(source, fingerprint));
        known.set(source.id, "silent");
      }
    }
  };
}

function describeSilence(source: SourceState, fingerprint: string) {
  const since = source.lastSampleMs === null ? "it was connected" : utcMinute(source.lastSampleMs);
  return {
    kind: "source.silent" as const,
    severity: "warning" as const,
    fingerprint,
    title: `${source.name} is silent`,
    body: `No sample has come from ${source.name} since ${since}.`,
    link: `/explore?source=${source.id}`,
  };
}

/** "2026-11-21 10:32 UTC": one text for everybody, whatever zone they are in. */
const utcMinute = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
