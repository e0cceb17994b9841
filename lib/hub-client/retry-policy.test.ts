import { expect, it } from "vitest";
import { defaultRetryPolicy, fullJitter } from "./retry-policy";

it("[C-JITTER] waits anything between nothing and a bound that doubles up to the cap, which is low for the first tries", () => {
  const bounds = Array.from({ length: 10 }, (_, index) => defaultRetryPolicy(index + 1, () => 1));
  expect(bounds).toEqual([500, 1_000, 2_000, 3_000, 3_000, 3_000, 3_000, 3_000, 10_000, 10_000]);
  expect(defaultRetryPolicy(5, () => 0)).toBe(0);
  expect(defaultRetryPolicy(5, () => 0.25)).toBe(750);
  expect(fullJitter(100, 1_000)(10_000, () => 0.5)).toBe(500);
});
