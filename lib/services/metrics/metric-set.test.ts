import { describe, expect, it } from "vitest";
import { MetricSet } from "./metric-set";
import { SeriesState } from "./series-state";
import { SourceState } from "./source-state";

const startMs = Date.UTC(2026, 10, 21, 12);
const source = new SourceState("s", "web-1", "external", null, 0);
const series = (id: number) => new SeriesState(id, source, `m${id}`, "ms", {});

describe("MetricSet", () => {
  it("[frame] carries what is new since the last frame, null for the rest, and nothing if nothing is new", () => {
    const [a, b] = [series(1), series(2)];
    const set = new MetricSet("overview", 24);
    set.assign([a, b]);
    a.add(5, startMs, 1);
    expect(set.takeFrame(startMs, 1)).toMatchObject({ seq: 1, values: [5, null] });
    expect(set.takeFrame(startMs + 1000, 1)).toBeNull();
    b.add(7, startMs + 1500, 2);
    a.add(6, startMs + 1900, 3);
    a.add(8, startMs + 1950, 3);
    expect(set.takeFrame(startMs + 2000, 3)).toMatchObject({
      at: startMs + 2000,
      seq: 2,
      set: "overview",
      values: [8, 7],
    });
  });

  it("[frame] carries six digits of what was measured, and every digit of what was counted", () => {
    const [a, b] = [series(1), series(2)];
    const set = new MetricSet("s", 200);
    set.assign([a, b]);
    a.add(12.345678901234567, startMs, 1);
    b.add(1_234_567_890_123, startMs, 1);
    expect(set.takeFrame(startMs, 1)?.values).toEqual([12.3457, 1_234_567_890_123]);
  });

  it("[frame] two sets do not take each other's values", () => {
    const a = series(1);
    const sets = [new MetricSet("overview", 24), new MetricSet("s", 200)];
    for (const set of sets) set.assign([a]);
    a.add(5, startMs, 1);
    expect(sets.map((set) => set.takeFrame(startMs, 1)?.values)).toEqual([[5], [5]]);
  });

  it("[frame] a late sample is not drawn at a time when it was not measured", () => {
    const a = series(1);
    const set = new MetricSet("s", 200);
    set.assign([a]);
    a.add(5, startMs - 10_001, 1);
    expect(set.takeFrame(startMs, 1)).toBeNull();
    a.add(6, startMs, 2);
    a.add(7, startMs - 5000, 3);
    expect(set.takeFrame(startMs, 3)?.values).toEqual([6]);
  });

  it("[revision] grows when the list or a unit changes, and only then; the list is bounded", () => {
    const [a, b, c] = [series(1), series(2), series(3)];
    const set = new MetricSet("s", 2);
    set.assign([a, b]);
    const { revision } = set;
    set.assign([a, b]);
    set.assign([a, b, c]);
    expect(set.revision).toBe(revision);
    expect(set.describe().series.map((each) => each.id)).toEqual([1, 2]);
    b.unit = "s";
    set.assign([a, b]);
    expect(set.revision).toBe(revision + 1);
    set.assign([a]);
    expect(set.revision).toBe(revision + 2);
  });
});
