import { expect, it } from "vitest";
import { ratioOf, spreadOf } from "./results";

it("a spread is the middle and both ends, whatever the order", () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spreadOf([])).toBeNull();
});

it("a ratio is taken round by round, so that a slow round changes nothing", () => {
  expect(ratioOf([1, 10, 2], [2, 20, 4])).toEqual({ median: 0.5, min: 0.5, max: 0.5 });
  expect(ratioOf([1], [1, 2])).toBeNull();
});
