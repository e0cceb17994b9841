import type { Source } from "@/lib/contracts/metrics";
import type { SourceKind } from "./catalogue";

/** A source is silent after ten of its own intervals, but not before a minute. */
const silentIntervals = 10;
const silentAfterMs = 60_000;
const keptGaps = 15;

/** What is known of a source in this process. */
export class SourceState {
  lastSampleMs: number | null;
  private readonly gapsMs: number[] = [];

  constructor(
    readonly id: string,
    readonly name: string,
    public kind: SourceKind,
    lastSampleAt: Date | null,
    intervalMs: number,
  ) {
    this.lastSampleMs = lastSampleAt?.getTime() ?? null;
    // Worth three observations, so that one long gap after a restart does not overrule it.
    if (intervalMs > 0) this.gapsMs.push(intervalMs, intervalMs, intervalMs);
  }

  /** One delivery: its newest sample, and the shortest time since the sample before of one of its series (null if all are new). */
  observe(newestMs: number, gapMs: number | null): void {
    this.lastSampleMs = Math.max(this.lastSampleMs ?? newestMs, newestMs);
    if (gapMs === null || gapMs <= 0) return;
    this.gapsMs.push(gapMs);
    if (this.gapsMs.length > keptGaps) this.gapsMs.shift();
  }

  /** Usual time between two samples of a series: the median of the last gaps, so that a single outage does not count. 0: unknown. */
  get intervalMs(): number {
    const sorted = this.gapsMs.toSorted((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  }

  /** How long it may say nothing before it counts as silent. */
  get patienceMs(): number {
    return Math.max(silentIntervals * this.intervalMs, silentAfterMs);
  }

  isSilent(nowMs: number): boolean {
    if (this.lastSampleMs === null) return true;
    // Who was heard once, by hand perhaps, has promised nothing: its next sample is not late.
    return this.intervalMs > 0 && nowMs - this.lastSampleMs > this.patienceMs;
  }

  describe(nowMs: number): Source {
    return {
      id: this.id,
      name: this.name,
      kind: this.kind,
      lastSampleAt: this.lastSampleMs === null ? null : new Date(this.lastSampleMs).toISOString(),
      intervalMs: this.intervalMs,
      health: this.isSilent(nowMs) ? "silent" : "healthy",
    };
  }
}
