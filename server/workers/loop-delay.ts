import { monitorEventLoopDelay } from "node:perf_hooks";

const resolutionMs = 20;

/**
 * How late the event loop ran, in ms, over the last two reads. Two histograms take turns: one that is emptied forgets the
 * delay that runs at that moment, and our own work begins just when they are read; the other one has it.
 */
export function createLoopDelayProbe() {
  const histograms = [0, 1].map(() => monitorEventLoopDelay({ resolution: resolutionMs }));
  for (const each of histograms) each.enable();
  let reads = 0;
  return {
    /** Null until there was something to measure. */
    read(): { p50: number; p99: number } | null {
      const histogram = histograms[reads++ % 2];
      if (!histogram || histogram.count === 0) return null;
      // What is recorded is the time between two timers, the wished interval included.
      const late = (percentile: number): number => Math.max(0, histogram.percentile(percentile) / 1e6 - resolutionMs);
      const delay = { p50: late(50), p99: late(99) };
      histogram.reset();
      return delay;
    },
    stop(): void {
      for (const each of histograms) each.disable();
    },
  };
}
