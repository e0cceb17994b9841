import { describe, expect, it } from "vitest";
import { timeAfterKey, zoomedWindow } from "./plot-keyboard";

const axis = Array.from({ length: 40 }, (_, i) => i * 1000);

describe("chart keyboard", () => {
  it("[KEYBOARD alone is enough] moves from sample to sample, beginning at the newest", () => {
    expect(timeAfterKey("ArrowLeft", null, axis)).toBe(39_000);
    expect(timeAfterKey("ArrowLeft", 39_000, axis)).toBe(38_000);
    expect(timeAfterKey("ArrowRight", 38_000, axis)).toBe(39_000);
    expect(timeAfterKey("PageUp", 20_000, axis)).toBe(16_000);
    expect(timeAfterKey("Home", 20_000, axis)).toBe(0);
  });

  it("[KEYBOARD alone is enough] stops at the ends, and leaves other keys alone", () => {
    expect(timeAfterKey("ArrowLeft", 0, axis)).toBe(0);
    expect(timeAfterKey("End", 0, axis)).toBe(39_000);
    expect(timeAfterKey("PageDown", 39_000, axis)).toBe(39_000);
    expect(timeAfterKey("Tab", 0, axis)).toBeUndefined();
    expect(timeAfterKey("Home", null, [])).toBeUndefined();
  });

  it("[KEYBOARD zoom] halves the window around the cursor and stays inside it", () => {
    expect(zoomedWindow(0, 100, 50)).toEqual({ from: 25, to: 75 });
    expect(zoomedWindow(0, 100, 99)).toEqual({ from: 50, to: 100 });
    expect(zoomedWindow(0, 100, null)).toEqual({ from: 25, to: 75 });
  });
});
