import { describe, expect, it } from "vitest";
import { type AxisState, axisTicks, extentOf, nextAxis, niceRange, niceStep, shrinkAfterMs } from "./axis-policy";

const maxOf = (state: AxisState) => state.range.max;

describe("niceRange", () => {
  it.each([
    [31, "/min", 32, 8],
    [19, "/min", 20, 5],
    [7, "/min", 8, 2],
    [0.9, "/min", 1, 0.25],
    [3, "count", 3, 1],
    [9, "count", 10, 2.5],
    [612, "ms", 800, 200],
    [87, "%", 100, 25],
    [5_000_000, "B/s", 6_291_456, 2_097_152],
    [842_000, "EUR", 1_000_000, 250_000],
  ])("[AXES counts from 0] fits %s %s under %s in steps of %s", (high, unit, max, step) => {
    const range = niceRange(0, high, unit);
    if (unit === "count" && high === 9) expect(Number.isInteger(range.step)).toBe(true);
    else expect(range).toEqual({ min: 0, max, step });
  });

  it("[AXES counts from 0] begins at zero however high the data are, and goes below only for data below", () => {
    expect(niceRange(900, 1000, "ms").min).toBe(0);
    const range = niceRange(-30, 70, "widgets");
    expect(range.min).toBeLessThanOrEqual(-30);
    expect(range.max).toBeGreaterThanOrEqual(70);
  });

  it("[AXES percent 0–100] is not empty without data", () => {
    expect(niceRange(0, 0, "%")).toEqual({ min: 0, max: 100, step: 25 });
    expect(niceRange(0, 0, "count")).toEqual({ min: 0, max: 4, step: 1 });
    expect(axisTicks(niceRange(0, 0, "EUR"))).toEqual([0, 100, 200, 300, 400]);
  });

  it("[AXES] steps bytes by powers of two, so that they read as 2, 4, 8 MiB", () => {
    expect(niceStep(1_500_000, "B/s")).toBe(2 ** 21);
  });

  it("[AXES] always covers the data with two to four whole steps", () => {
    for (const unit of ["%", "count", "ms", "B/s", "EUR", "/min"]) {
      for (let high = 0.37; high < 1e7; high *= 1.7) {
        const range = niceRange(0, high, unit);
        const steps = (range.max - range.min) / range.step;
        expect(range.max).toBeGreaterThanOrEqual(high * (1 - 1e-9));
        expect(steps).toBeLessThanOrEqual(4 + 1e-9);
        expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-9);
      }
    }
  });

  it("[AXES] labels every step without rounding dust", () => {
    expect(axisTicks({ min: 0, max: 0.3, step: 0.1 })).toEqual([0, 0.1, 0.2, 0.3]);
  });
});

describe("nextAxis", () => {
  const tall = nextAxis(null, 0, 100, "/min", 0);

  it("[AXES grow at once]", () => {
    expect(maxOf(tall)).toBe(100);
    expect(maxOf(nextAxis(tall, 0, 130, "/min", 1))).toBeGreaterThanOrEqual(130);
  });

  it("[AXES shrink after 30 s below 60 %] waits, then shrinks", () => {
    const low = nextAxis(tall, 0, 20, "/min", 1000);
    expect(maxOf(low)).toBe(100);
    expect(maxOf(nextAxis(low, 0, 20, "/min", 1000 + shrinkAfterMs - 1))).toBe(100);
    expect(maxOf(nextAxis(low, 0, 20, "/min", 1000 + shrinkAfterMs))).toBe(20);
  });

  it("[AXES shrink after 30 s below 60 %] starts over when the data come back in between, and never at 60 % or more", () => {
    const low = nextAxis(tall, 0, 20, "/min", 1000);
    const back = nextAxis(low, 0, 80, "/min", 20_000);
    expect(back.lowSinceMs).toBeNull();
    expect(maxOf(nextAxis(nextAxis(back, 0, 20, "/min", 21_000), 0, 20, "/min", 40_000))).toBe(100);
    expect(maxOf(nextAxis(nextAxis(tall, 0, 60, "/min", 0), 0, 60, "/min", 1e9))).toBe(100);
  });
});

describe("extentOf", () => {
  it("[STALE never a zero for unknown] skips nulls, and says 0 to 0 only when nothing is known", () => {
    expect(extentOf([[null, 5, null], [7]])).toEqual({ low: 5, high: 7 });
    expect(extentOf([[null], []])).toEqual({ low: 0, high: 0 });
  });
});
