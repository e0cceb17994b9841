import { describe, expect, it } from "vitest";
import { gapAt, gapsOfSeries, medianStepMs, mergeGaps, seriesGaps } from "./gaps";
import { nearestKnown, plotData } from "./plot-data";

const seconds = (...values: number[]) => values.map((value) => value * 1000);
const times = seconds(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

describe("gaps", () => {
  it("[GAP break in the line] finds a run of nulls, from the last sample before to the first after", () => {
    const values = [1, 1, 1, null, null, null, 1, 1, 1, 1];
    expect(gapsOfSeries(times, values)).toEqual([{ from: 2000, to: 6000 }]);
  });

  it("[GAP break in the line] finds a hole in the times themselves", () => {
    expect(gapsOfSeries(seconds(0, 1, 2, 9, 10), [1, 1, 1, 1, 1])).toEqual([{ from: 2000, to: 9000 }]);
  });

  it("[GAP] takes one lost sample and slow series for what they are", () => {
    expect(gapsOfSeries(times, [1, 1, null, 1, 1, 1, 1, 1, 1, 1])).toEqual([]);
    expect(gapsOfSeries(times, [1, null, null, 1, null, null, 1, null, null, 1])).toEqual([]);
  });

  it("[GAP] does not call the time before the first or after the last sample a gap", () => {
    expect(gapsOfSeries(times, [null, null, null, null, 1, 1, null, null, null, null])).toEqual([]);
  });

  it("[GAP] measures the step by the middle, not the mean", () => {
    expect(medianStepMs(seconds(0, 1, 2, 3, 100))).toBe(1000);
    expect(medianStepMs([5])).toBe(0);
  });

  it("[GAP] joins overlapping spans and leaves the reference out", () => {
    expect(
      mergeGaps([
        { from: 5, to: 9 },
        { from: 1, to: 3 },
        { from: 3, to: 6 },
      ]),
    ).toEqual([{ from: 1, to: 9 }]);
    const gaps = seriesGaps(
      times,
      [{ key: "lw", label: "", values: [], reference: true }],
      [{ from: 1, to: 2 }],
      undefined,
    );
    expect(gaps.get("lw")).toEqual([]);
  });

  it("[GAP no value on hover] holds the inside only", () => {
    const gaps = [{ from: 2000, to: 6000 }];
    expect([2000, 2001, 5999, 6000].map((at) => gapAt(gaps, at) !== undefined)).toEqual([false, true, true, false]);
  });
});

describe("plotData", () => {
  const line = (key: string, values: (number | null)[]) => ({ key, label: key, values });

  it("[GAP break in the line] puts a null into a hole in the times, and leaves the other series whole", () => {
    const holed = seconds(0, 1, 2, 9);
    const [axis, broken, whole] = plotData(
      holed,
      [line("a", [1, 1, 1, 1]), line("b", [2, 2, 2, 2])],
      new Map([
        ["a", [{ from: 2000, to: 9000 }]],
        ["b", []],
      ]),
    );
    expect(axis).toEqual([0, 1000, 2000, 5500, 9000]);
    expect(broken).toEqual([1, 1, 1, null, 1]);
    expect(whole).toEqual([2, 2, 2, undefined, 2]);
  });

  it("[GAP] bridges what a slow series does not have, and breaks where it is missing", () => {
    const values = [1, null, null, null, null, null, 1, null, 1, 1];
    const gaps = gapsOfSeries(times, values);
    const [, column] = plotData(times, [line("a", values)], new Map([["a", gaps]]));
    expect(gaps).toEqual([{ from: 0, to: 6000 }]);
    expect(column).toEqual([1, null, null, null, null, null, 1, undefined, 1, 1]);
  });

  it("[CURSOR] finds the nearest known sample within reach, on either side", () => {
    const column = [1, undefined, undefined, undefined, 5, undefined];
    const axis = seconds(0, 1, 2, 3, 4, 5);
    expect(nearestKnown(axis, column, 1, 1200, 2000)).toBe(0);
    expect(nearestKnown(axis, column, 3, 2900, 2000)).toBe(4);
    expect(nearestKnown(axis, column, 2, 2000, 1500)).toBeNull();
  });
});
