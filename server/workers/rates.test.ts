import { describe, expect, it } from "vitest";
import { createPerMinute, createRate } from "./rates";

describe("createRate", () => {
  it("[rate] is what came between two readings, per second", () => {
    const rate = createRate();
    expect([rate(1000, 0), rate(1500, 1000), rate(1500, 2000), rate(4500, 2500)]).toEqual([null, 500, 0, 6000]);
  });

  it("[rate] is unknown after a counter began anew and while no time passed", () => {
    const rate = createRate();
    rate(1000, 0);
    expect([rate(10, 1000), rate(20, 2000), rate(30, 2000), rate(40, 1000)]).toEqual([null, 10, null, null]);
  });
});

describe("createPerMinute", () => {
  it("[per minute] counts the last 60 seconds", () => {
    const perMinute = createPerMinute();
    const counted = Array.from({ length: 130 }, (_, i) => perMinute(i * 2, i * 1000));
    expect([counted[0], counted[1], counted[30], counted[60], counted[129]]).toEqual([0, 2, 60, 120, 120]);
  });

  it("[per minute] falls to zero a minute after the last", () => {
    const perMinute = createPerMinute();
    perMinute(0, 0);
    perMinute(7, 1000);
    expect(perMinute(7, 59_000)).toBe(7);
    expect(perMinute(7, 61_000)).toBe(0);
  });
});
