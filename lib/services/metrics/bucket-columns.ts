import type { QueryAxis } from "./query-axis";

type Column = (number | null)[];

/** Collects parts of one series, from memory and from tables of any resolution, into the buckets of one axis. */
export class BucketColumns {
  private readonly totals: Float64Array;
  private readonly counts: Float64Array;
  private readonly mins: Float64Array;
  private readonly maxs: Float64Array;

  constructor(private readonly axis: QueryAxis) {
    this.totals = new Float64Array(axis.points);
    this.counts = new Float64Array(axis.points);
    this.mins = new Float64Array(axis.points).fill(Number.POSITIVE_INFINITY);
    this.maxs = new Float64Array(axis.points).fill(Number.NEGATIVE_INFINITY);
  }

  /** `atMs` is anywhere in its bucket; outside of the axis nothing happens. */
  add(atMs: number, total: number, count: number, min: number, max: number): void {
    const bucket = Math.floor((atMs - this.axis.startMs) / this.axis.stepMs);
    if (bucket < 0 || bucket >= this.axis.points) return;
    this.totals[bucket] = (this.totals[bucket] ?? 0) + total;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.mins[bucket] = Math.min(this.mins[bucket] ?? min, min);
    this.maxs[bucket] = Math.max(this.maxs[bucket] ?? max, max);
  }

  /** One value a bucket; null where nothing was measured. */
  columns(): { avg: Column; min: Column; max: Column } {
    const avg: Column = new Array(this.axis.points).fill(null);
    const min: Column = new Array(this.axis.points).fill(null);
    const max: Column = new Array(this.axis.points).fill(null);
    for (let bucket = 0; bucket < this.axis.points; bucket++) {
      const count = this.counts[bucket] ?? 0;
      if (count === 0) continue;
      avg[bucket] = (this.totals[bucket] ?? 0) / count;
      min[bucket] = this.mins[bucket] ?? null;
      max[bucket] = this.maxs[bucket] ?? null;
    }
    return { avg, min, max };
  }
}
