import { describe, expect, it } from "vitest";
import { lonelyRows } from "./plot-data";

describe("points of a line", () => {
  it("a sample that no line reaches is drawn as a point", () => {
    expect(lonelyRows([undefined, undefined, 42.5])).toEqual([2]);
    expect(lonelyRows([1, 2, null, 3, undefined, null, 4, 5])).toEqual([3]);
    expect(lonelyRows([0])).toEqual([0]);
  });

  it("samples of a slow series are joined over what is passed over, so they need no points", () => {
    expect(lonelyRows([1, undefined, undefined, 2])).toEqual([]);
    expect(lonelyRows([null, undefined])).toEqual([]);
  });
});
