import type { SeriesState } from "./series-state";
import type { SourceState } from "./source-state";

/** What one source sent in one delivery. `gapMs`: shortest time since the sample before of one of its series, null if all are new. */
export interface Delivery {
  newestMs: number;
  gapMs: number | null;
}

/** By source, from the series that took samples and the time of each one's newest sample before (-Infinity if none). */
export function describeDeliveries(newestBefore: ReadonlyMap<SeriesState, number>): Map<SourceState, Delivery> {
  const deliveries = new Map<SourceState, Delivery>();
  for (const [series, beforeMs] of newestBefore) {
    const { source, latestMs } = series;
    const seen = deliveries.get(source);
    const gaps = [seen?.gapMs ?? null, latestMs > beforeMs ? latestMs - beforeMs : null].filter(
      (gapMs): gapMs is number => gapMs !== null && Number.isFinite(gapMs),
    );
    deliveries.set(source, {
      newestMs: Math.max(seen?.newestMs ?? latestMs, latestMs),
      gapMs: gaps.length > 0 ? Math.min(...gaps) : null,
    });
  }
  return deliveries;
}
