import { describe, expect, it } from "vitest";
import { stillPath } from "./still-paths";

const window = { from: 0, to: 10 };
const range = { min: 0, max: 100 };
const axis = Array.from({ length: 11 }, (_, i) => i);

describe("stillPath", () => {
  it("[FIRST PAINT] draws the line the plot will draw, within the window", () => {
    expect(stillPath([0, 5, 10, 15], [0, 50, 100, 7], window, range)).toBe("M0 100.0L500 50.0L1000 0.0");
  });

  it("[GAP break in the line] breaks at null and bridges what a slow series does not have", () => {
    const column = [10, 10, null, null, 10, undefined, undefined, 10, 10, 10, 10];
    expect(stillPath(axis, column, window, range).match(/M/g)).toHaveLength(2);
  });

  it("[FIRST PAINT] stays small, and keeps the newest sample", () => {
    const many = Array.from({ length: 3601 }, (_, i) => i);
    const path = stillPath(many, many, { from: 0, to: 3600 }, { min: 0, max: 3600 });
    expect(path.match(/[ML]/g)?.length).toBeLessThanOrEqual(242);
    expect(path.endsWith("L1000 0.0")).toBe(true);
  });
});
