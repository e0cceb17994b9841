export interface SeriesStats {
  min: number | null;
  avg: number | null;
  max: number | null;
  p95: number | null;
  last: number | null;
}

interface Column {
  /** Means of the buckets. */
  values: readonly (number | null)[];
  lows: readonly (number | null)[];
  highs: readonly (number | null)[];
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** The value below or at which `share` of them lie, by nearest rank: always one of them. Null for none. */
export function nearestRank(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Min and max of the samples; avg and p95 of the drawn buckets, each counted once; null where nothing was measured. */
export function seriesStats({ values, lows, highs }: Column): SeriesStats {
  const means = known(values);
  if (means.length === 0) return { min: null, avg: null, max: null, p95: null, last: null };
  return {
    min: known(lows).reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    avg: means.reduce((sum, value) => sum + value / means.length, 0),
    max: known(highs).reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    p95: nearestRank(means, 0.95),
    last: means.at(-1) ?? null,
  };
}
