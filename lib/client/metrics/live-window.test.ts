import { describe, expect, it } from "vitest";
import type { MetricColumns, MetricFrame, Series } from "@/lib/contracts/metrics";
import { applyFrame, latestOf, leavesGap, windowOf } from "./live-window";

const series: Series = { id: 7, name: "host.cpu.busy", unit: "%", labels: {}, source: "shop-1", sourceId: "a" };
const columns: MetricColumns = {
  from: 0,
  to: 10_000,
  stepMs: 1_000,
  times: [0, 1_000, 2_000, 3_000],
  series: [{ ...series, avg: [1, null, 3, null], min: [1, null, 3, null], max: [1, null, 3, null] }],
};
const frame = (at: number, value: number | null): MetricFrame => ({
  at,
  seq: 1,
  set: "overview",
  revision: 1,
  values: [value],
});

describe("live metric window", () => {
  it("leaves out the empty end of what was read, so that the first frame goes on where data ended", () => {
    expect(windowOf(columns).times).toEqual([0, 1_000, 2_000]);
  });

  it("a gap in samples is a break: null stays null, and a missing second is no value", () => {
    const window = applyFrame(applyFrame(windowOf(columns), [series], frame(3_100, null)), [series], frame(9_200, 9));
    expect(window.times).toEqual([0, 1_000, 2_000, 3_000, 4_000, 9_000]);
    expect(window.columns[7]).toEqual([1, null, 3, null, null, 9]);
    expect(latestOf(window, 7)).toEqual({ at: 9_000, value: 9 });
  });

  it("frames within one bucket give its mean", () => {
    let window = windowOf(columns);
    for (const value of [10, 20, 60]) window = applyFrame(window, [series], frame(4_000 + value, value));
    expect(window.columns[7]?.at(-1)).toBe(30);
  });

  it("keeps the smallest and largest sample of each bucket, which a mean hides", () => {
    let window = windowOf(columns);
    for (const value of [10, 60, 20]) window = applyFrame(window, [series], frame(4_000 + value, value));
    expect([window.lows[7]?.at(-1), window.highs[7]?.at(-1)]).toEqual([10, 60]);
    expect(window.lows[7]).toHaveLength(window.times.length);
    expect(applyFrame(window, [series], frame(5_000, null)).highs[7]?.at(-1)).toBeNull();
  });

  it("old frames change nothing, and what leaves the range is dropped", () => {
    const window = windowOf(columns);
    expect(applyFrame(window, [series], frame(1_500, 5))).toBe(window);
    expect(applyFrame(window, [series], frame(11_500, 5)).times).toEqual([2_000, 3_000, 11_000]);
  });

  it("a frame that comes later than samples usually do is told apart from a source that is always slow", () => {
    const window = windowOf(columns);
    expect(leavesGap(window, frame(4_000, 1))).toBe(false);
    expect(leavesGap(window, frame(9_000, 1))).toBe(true);
    const slow = [10_000, 20_000, 30_000].reduce((grown, at) => applyFrame(grown, [series], frame(at, 1)), {
      ...window,
      rangeMs: 60_000,
    });
    expect(leavesGap(slow, frame(40_000, 1))).toBe(false);
    expect(leavesGap(slow, frame(90_000, 1))).toBe(true);
  });
});
