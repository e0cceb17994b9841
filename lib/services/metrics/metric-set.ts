import type { MetricFrame, MetricSubscription } from "@/lib/contracts/metrics";
import type { SeriesState } from "./series-state";

/** An older sample would be drawn at a time when it was not measured: it is left to the history. */
const liveSampleMs = 10_000;

/**
 * Six digits are more than a chart can show, and what a clock measures brings up to seventeen in every frame. Whole numbers (counts,
 * money) stay as they are; the history keeps everything.
 */
const forScreen = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));

/** What one subscription of live frames covers: an ordered list of series, and which of their samples were framed. */
export class MetricSet {
  revision = 1;
  private members: SeriesState[] = [];
  private units: string[] = [];
  private framedDelivery = 0;
  private seq = 0;

  constructor(
    readonly name: string,
    private readonly limit: number,
  ) {}

  /** Takes the new list; beyond the limit it is cut. The revision grows if a client would draw it otherwise. */
  assign(members: readonly SeriesState[]): void {
    const next = members.slice(0, this.limit);
    const units = next.map((each) => each.unit);
    const same =
      next.length === this.members.length &&
      next.every((each, index) => each === this.members[index] && each.unit === this.units[index]);
    if (same) return;
    this.members = next;
    this.units = units;
    this.revision++;
  }

  describe(): MetricSubscription {
    return { revision: this.revision, series: this.members.map((each) => each.describe()) };
  }

  /** Values that came since the last frame, up to the given delivery; null if there is none. */
  takeFrame(atMs: number, delivery: number): MetricFrame | null {
    const since = this.framedDelivery;
    this.framedDelivery = delivery;
    let fresh = false;
    const values = this.members.map((each) => {
      if (each.latestDelivery <= since || atMs - each.latestMs > liveSampleMs) return null;
      fresh = true;
      return forScreen(each.latest);
    });
    if (!fresh) return null;
    this.seq++;
    return { at: atMs, seq: this.seq, set: this.name, revision: this.revision, values };
  }
}
