import type { Series, Source } from "@/lib/contracts/metrics";
import { staleAfterMs } from "../../ui/time/freshness";
import type { DrawnData } from "./drawn-data";
import { rangeMs } from "./explore-ranges";
import type { ExploreWindow } from "./explore-view";

/** The ends of the time axis, ms since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** A live window ends at the last full step before now, or at the newest point if that is later; a fixed one stands. */
export function shownSpan(
  window: ExploreWindow,
  { times, stepMs }: Pick<DrawnData, "times" | "stepMs">,
  nowMs: number,
): Span {
  if (window.kind === "fixed") return { from: window.fromMs, to: window.toMs };
  const to = Math.max(Math.floor(nowMs / stepMs) * stepMs, times.at(-1) ?? 0);
  return { from: to - rangeMs(window.range), to };
}

/** Time of the newest point when every line has been silent for longer than its source usually is; null otherwise. */
export function staleSince(
  series: readonly Series[],
  { times, stepMs, columns }: Pick<DrawnData, "times" | "stepMs" | "columns">,
  sources: readonly Source[],
  nowMs: number,
): number | null {
  let newest: number | null = null;
  for (const one of series) {
    const at = times[columns[one.id]?.findLastIndex((value) => value !== null) ?? -1];
    if (at === undefined) continue;
    const intervalMs = sources.find((source) => source.id === one.sourceId)?.intervalMs ?? 0;
    if (nowMs - at - stepMs <= staleAfterMs(Math.max(intervalMs, stepMs))) return null;
    newest = Math.max(newest ?? at, at);
  }
  return newest;
}
