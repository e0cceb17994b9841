/** What is always answered from memory: the last 33 minutes. */
export const ringWindowMs = 1_980_000;

/** The window and a minute for samples from clocks that run ahead. 16 KB a series. */
const slots = 2_048;

export type SecondVisitor = (second: number, total: number, count: number, min: number, max: number) => void;

/**
 * The recent seconds of one series, one slot a second, NaN where nothing was measured.
 * Most series have one sample a second, so counts and extremes are kept only once a second got two.
 */
export class SecondRing {
  private readonly totals = new Float64Array(slots).fill(Number.NaN);
  private extremes: { counts: Uint32Array; mins: Float64Array; maxs: Float64Array } | null = null;
  private newest = Number.NEGATIVE_INFINITY;

  /** `second` since 1970. What is older than the ring reaches is left out. */
  add(second: number, value: number): void {
    if (second <= this.newest - slots) return;
    if (second > this.newest) this.forget(second);
    const slot = second % slots;
    const total = this.totals[slot] ?? Number.NaN;
    if (Number.isNaN(total)) this.start(slot, value);
    else this.merge(slot, total, value);
  }

  /** Visits the measured seconds of `[from, to)` in order. */
  visit(from: number, to: number, visitor: SecondVisitor): void {
    const last = Math.min(to - 1, this.newest);
    for (let second = Math.max(from, this.newest - slots + 1); second <= last; second++) {
      const slot = second % slots;
      const total = this.totals[slot] ?? Number.NaN;
      if (Number.isNaN(total)) continue;
      const { extremes } = this;
      if (extremes === null) visitor(second, total, 1, total, total);
      else
        visitor(second, total, extremes.counts[slot] ?? 1, extremes.mins[slot] ?? total, extremes.maxs[slot] ?? total);
    }
  }

  private forget(second: number): void {
    if (second - this.newest >= slots) this.totals.fill(Number.NaN);
    else for (let each = this.newest + 1; each <= second; each++) this.totals[each % slots] = Number.NaN;
    this.newest = second;
  }

  private start(slot: number, value: number): void {
    this.totals[slot] = value;
    if (this.extremes === null) return;
    this.extremes.counts[slot] = 1;
    this.extremes.mins[slot] = value;
    this.extremes.maxs[slot] = value;
  }

  private merge(slot: number, total: number, value: number): void {
    this.extremes ??= {
      counts: new Uint32Array(slots).fill(1),
      mins: Float64Array.from(this.totals),
      maxs: Float64Array.from(this.totals),
    };
    const { counts, mins, maxs } = this.extremes;
    this.totals[slot] = total + value;
    counts[slot] = (counts[slot] ?? 0) + 1;
    mins[slot] = Math.min(mins[slot] ?? value, value);
    maxs[slot] = Math.max(maxs[slot] ?? value, value);
  }
}
