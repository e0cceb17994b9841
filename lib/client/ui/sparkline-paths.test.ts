import { describe, expect, it } from "vitest";
import { sparklinePaths } from "./sparkline-paths";

describe("sparklinePaths", () => {
  it("[AXES counts from 0] draws from zero with a little room above the highest", () => {
    expect(sparklinePaths([0, 10], 100, 110).line).toBe("M0.0 110.0L100.0 10.0");
  });

  it("[GAP break in the line] starts anew after nulls, and closes the area of each piece", () => {
    const { line, area } = sparklinePaths([1, 2, null, null, 2, 1], 100, 10);
    expect(line.match(/M/g)).toHaveLength(2);
    expect(area.match(/Z/g)).toHaveLength(2);
    expect(area).not.toContain("NaN");
  });

  it("[STALE] draws nothing of nothing, and a flat line of zeros", () => {
    expect(sparklinePaths([null, null], 100, 10)).toEqual({ line: "", area: "" });
    expect(sparklinePaths([], 100, 10)).toEqual({ line: "", area: "" });
    expect(sparklinePaths([0, 0], 100, 10).line).toBe("M0.0 10.0L100.0 10.0");
  });
});
