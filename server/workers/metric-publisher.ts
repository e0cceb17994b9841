import type { Logger } from "pino";
import type { MetricFrame, MetricSeriesChange } from "@/lib/contracts/metrics";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { floorTo } from "@/lib/services/metrics/resolutions";
import { startTickLoop } from "./tick-loop";

export interface MetricPublisherOptions {
  store: Pick<MetricStore, "sets" | "describeSet" | "takeFrame">;
  log: Logger;
  hasWatchers(set: string): boolean;
  emitFrame(set: string, frame: MetricFrame): void;
  /** Comes before the first frame of the new revision. */
  emitSeries(set: string, change: MetricSeriesChange): void;
  intervalMs?: number;
}

/** Sends each watched set one frame a tick, after the samplers of the same tick, if there is anything new. */
export function startMetricPublisher(options: MetricPublisherOptions): AsyncDisposable {
  const { log, intervalMs = 1000 } = options;
  const publish = createPublishing(options);
  return startTickLoop({
    name: "metric-publisher",
    intervalMs,
    phaseMs: 150 % intervalMs,
    log,
    tick: (atMs) => publish(floorTo(atMs, intervalMs)),
  });
}

/** Returns one tick. `atMs` becomes the frames' time. */
export function createPublishing(options: Omit<MetricPublisherOptions, "log" | "intervalMs">): (atMs: number) => void {
  const { store, hasWatchers, emitFrame, emitSeries } = options;
  /** What those who watch a set know of it. */
  const revisions = new Map<string, number>();
  return (atMs) => {
    for (const set of store.sets()) {
      if (!hasWatchers(set)) {
        revisions.delete(set);
        continue;
      }
      const { revision, series } = store.describeSet(set);
      const known = revisions.get(set);
      // Who joins is told the list; at the first tick some may have joined before it changed.
      if (known !== revision) emitSeries(set, { set, revision, series });
      revisions.set(set, revision);
      const frame = store.takeFrame(set, atMs);
      if (frame) emitFrame(set, frame);
    }
  };
}
