import type { Labels, Series } from "@/lib/contracts/metrics";
import { SecondRing } from "./second-ring";
import type { SourceState } from "./source-state";

/** A series in this process: who it is, its recent seconds and its newest sample. */
export class SeriesState {
  latest = Number.NaN;
  latestMs = Number.NEGATIVE_INFINITY;
  /** The store's count of deliveries when `latest` came: tells a frame whether it is new. */
  latestDelivery = 0;
  private ring: SecondRing | null = null;

  constructor(
    readonly id: number,
    readonly source: SourceState,
    readonly name: string,
    public unit: string,
    readonly labels: Labels,
  ) {}

  add(value: number, atMs: number, delivery: number): void {
    this.ring ??= new SecondRing();
    this.ring.add(Math.floor(atMs / 1000), value);
    if (atMs < this.latestMs) return;
    this.latest = value;
    this.latestMs = atMs;
    this.latestDelivery = delivery;
  }

  get recent(): SecondRing | null {
    return this.ring;
  }

  describe(): Series {
    const { id, name, unit, labels, source } = this;
    return { id, name, unit, labels, source: source.name, sourceId: source.id };
  }
}
