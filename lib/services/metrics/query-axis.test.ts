import { describe, expect, it } from "vitest";
import { chooseAxis } from "./query-axis";
import { ringWindowMs } from "./second-ring";
import { seededRandom } from "./testing";

const nowMs = Date.UTC(2026, 10, 21, 9, 17, 43, 210);
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const ending = (rangeMs: number, agoMs = 0, stepMs?: number) =>
  chooseAxis({ fromMs: nowMs - agoMs - rangeMs, toMs: nowMs - agoMs, nowMs, stepMs });

describe("chooseAxis", () => {
  it.each([
    [15 * minute, second, "samples_1s"],
    [hour, 5 * second, "samples_1s"],
    [6 * hour, 30 * second, "samples_10s"],
    [day, 2 * minute, "samples_1m"],
    [7 * day, 10 * minute, "samples_10m"],
    [30 * day, hour, "samples_1h"],
    [80 * day, 2 * hour, "samples_1h"],
    [400 * day, 12 * hour, "samples_6h"],
  ])("[resolution] a range of %i ms until now has steps of %i ms from %s", (rangeMs, stepMs, table) => {
    expect(ending(rangeMs)).toMatchObject({ stepMs, resolution: { table } });
  });

  it("[retention] what is older than a resolution is kept is asked of a coarser one", () => {
    expect(ending(15 * minute, 2 * hour)).toMatchObject({ stepMs: 10 * second, resolution: { table: "samples_10s" } });
    expect(ending(15 * minute, 2 * day)).toMatchObject({ stepMs: minute, resolution: { table: "samples_1m" } });
    expect(ending(15 * minute, 40 * day)).toMatchObject({ stepMs: 10 * minute, resolution: { table: "samples_10m" } });
  });

  it("[step] a wished step is rounded up to a multiple of a resolution", () => {
    expect(ending(hour, 0, 1_500).stepMs).toBe(2 * second);
    expect(ending(hour, 0, 10 * second)).toMatchObject({ stepMs: 10 * second, resolution: { table: "samples_10s" } });
    expect(ending(hour, 0, 11 * second).stepMs).toBe(20 * second);
    expect(ending(day, 0, 90 * second).stepMs).toBe(2 * minute);
    expect(ending(7 * day, 0, hour)).toMatchObject({ stepMs: hour, resolution: { table: "samples_1h" } });
  });

  it("[2,000 points] holds for any range, age and step, and so does the retention and a bound on the rows", () => {
    const random = seededRandom(3);
    for (let round = 0; round < 20_000; round++) {
      const rangeMs = Math.ceil(10 ** (random() * 10.53));
      const agoMs = random() < 0.5 ? 0 : Math.floor(10 ** (random() * 10.5));
      const stepMs = random() < 0.5 ? undefined : Math.ceil(10 ** (3 + random() * 4.9));
      const axis = ending(rangeMs, agoMs, stepMs);
      const context = JSON.stringify({ rangeMs, agoMs, stepMs, axis });
      const fromMs = nowMs - agoMs - rangeMs;
      expect(axis.points, context).toBeLessThanOrEqual(stepMs === undefined ? 1_024 : 2_000);
      expect(axis.points, context).toBe((axis.endMs - axis.startMs) / axis.stepMs);
      expect(axis.stepMs, context).toBeGreaterThanOrEqual(stepMs ?? 0);
      expect(axis.stepMs % axis.resolution.stepMs, context).toBe(0);
      expect(axis.startMs % axis.stepMs, context).toBe(0);
      expect(axis.startMs <= fromMs && axis.endMs >= fromMs + rangeMs, context).toBe(true);
      const isKept = fromMs >= nowMs - axis.resolution.retentionMs - minute;
      expect(isKept || axis.resolution.table === "samples_6h", context).toBe(true);
      expect((rangeMs - ringWindowMs) / axis.resolution.stepMs, context).toBeLessThanOrEqual(2_000);
    }
  });
});
