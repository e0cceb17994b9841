const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface Resolution {
  readonly stepMs: number;
  readonly table: string;
  /** How far back it can be asked for; rows stay a little longer. */
  readonly retentionMs: number;
}

/**
 * Finest first; each step is a multiple of the one before and is computed from its table.
 * The last two exist for speed alone: 12 series over 400 days are 691,200 rows of 10 minutes, but 19,200 of 6 hours.
 */
export const resolutions = [
  { stepMs: secondMs, table: "samples_1s", retentionMs: hourMs },
  { stepMs: 10 * secondMs, table: "samples_10s", retentionMs: dayMs },
  { stepMs: minuteMs, table: "samples_1m", retentionMs: 30 * dayMs },
  { stepMs: 10 * minuteMs, table: "samples_10m", retentionMs: 400 * dayMs },
  { stepMs: hourMs, table: "samples_1h", retentionMs: 400 * dayMs },
  { stepMs: 6 * hourMs, table: "samples_6h", retentionMs: 400 * dayMs },
] as const satisfies readonly Resolution[];

export const coarsestResolution: Resolution = resolutions[5];

export const longestRangeMs = 400 * dayMs;

/** A sample older than this is refused, so that its second is still kept when its buckets are computed anew. */
export const oldestSampleMs = 50 * minuteMs;
/** Clocks differ: a sample may be this far in the future. */
export const futureSampleMs = minuteMs;

export const floorTo = (atMs: number, stepMs: number): number => Math.floor(atMs / stepMs) * stepMs;
export const ceilTo = (atMs: number, stepMs: number): number => Math.ceil(atMs / stepMs) * stepMs;
