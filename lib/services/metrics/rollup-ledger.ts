import { floorTo, resolutions } from "./resolutions";

/** A second is written within about one second of its end; its bucket is computed when this has passed. */
const graceMs = 3_000;

/** One bucket of one series, to be computed anew from the next finer table. */
export interface DirtyBucket {
  seriesId: number;
  startMs: number;
}

/**
 * Which buckets must be computed anew, per resolution, and up to when each table is complete.
 * It lives in memory; after a restart `catch-up` computes everything that the last process may have left.
 * Level 0 are the seconds themselves: always complete.
 */
export class RollupLedger {
  private readonly dirty = resolutions.map(() => new Map<number, Set<number>>());
  private readonly completeMs: number[];
  private done = false;

  /** `sinceMs`: before it, every bucket that ended was computed by an earlier process. */
  constructor(readonly sinceMs: number) {
    this.completeMs = resolutions.map(({ stepMs }, level) =>
      level === 0 ? Number.POSITIVE_INFINITY : floorTo(sinceMs, stepMs),
    );
  }

  /** False until what the last process left is computed: nothing may be pruned before. */
  get caughtUp(): boolean {
    return this.done;
  }

  finishCatchUp(): void {
    this.done = true;
  }

  /** A second of a series was written into level 0. */
  mark(seriesId: number, atMs: number): void {
    this.markAt(1, seriesId, atMs);
  }

  markAt(level: number, seriesId: number, atMs: number): void {
    const buckets = this.dirty[level];
    const resolution = resolutions[level];
    if (buckets === undefined || resolution === undefined) return;
    const startMs = floorTo(atMs, resolution.stepMs);
    const series = buckets.get(startMs);
    if (series === undefined) buckets.set(startMs, new Set([seriesId]));
    else series.add(seriesId);
  }

  /** Takes at most `limit` buckets of a level that have ended. Give them back by `markAt` if they could not be computed. */
  take(level: number, nowMs: number, limit: number): DirtyBucket[] {
    const buckets = this.dirty[level];
    const stepMs = resolutions[level]?.stepMs ?? 0;
    const taken: DirtyBucket[] = [];
    if (buckets === undefined) return taken;
    for (const [startMs, series] of buckets) {
      if (startMs + stepMs + graceMs > nowMs) continue;
      for (const seriesId of series) {
        if (taken.length >= limit) return taken;
        taken.push({ seriesId, startMs });
        series.delete(seriesId);
      }
      buckets.delete(startMs);
    }
    return taken;
  }

  /** Every ended bucket of the level was computed at `nowMs`, a time from before the first was taken. */
  finish(level: number, nowMs: number): void {
    const stepMs = resolutions[level]?.stepMs ?? 1;
    this.completeMs[level] = Math.max(this.completeMs[level] ?? 0, floorTo(nowMs - graceMs, stepMs));
  }

  /** The table of a level can be read up to here; what is newer comes from finer tables. */
  completeUntil(level: number): number {
    return this.completeMs[level] ?? Number.NEGATIVE_INFINITY;
  }

  /** Start of the oldest bucket of a level that waits; rows it is computed from must stay. */
  oldestDirty(level: number): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const startMs of this.dirty[level]?.keys() ?? []) oldest = Math.min(oldest, startMs);
    return oldest;
  }
}
