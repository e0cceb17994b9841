import { afterEach, describe, expect, it, vi } from "vitest";
import { serverNowMs, setServerOffsetMs, subscribeToClock } from "./server-clock";

afterEach(() => {
  vi.useRealTimers();
  setServerOffsetMs(0);
});

describe("server clock", () => {
  it("[AGE server-corrected] adds the offset, and tells everybody at once when it changes", () => {
    let ticks = 0;
    const stop = subscribeToClock(() => ticks++, 60_000);
    setServerOffsetMs(90_000);
    expect(ticks).toBe(1);
    expect(serverNowMs() - Date.now()).toBeGreaterThanOrEqual(89_999);
    stop();
  });

  it("[AGE keeps ticking] runs one timer for all, at the fastest pace asked for, and none when nobody listens", () => {
    vi.useFakeTimers();
    const ticks = { slow: 0, fast: 0 };
    const stopSlow = subscribeToClock(() => ticks.slow++, 1000);
    const stopFast = subscribeToClock(() => ticks.fast++, 500);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(2000);
    expect(ticks.fast).toBe(4);
    stopFast();
    vi.advanceTimersByTime(2000);
    expect(ticks).toEqual({ slow: 6, fast: 4 });
    stopSlow();
    expect(vi.getTimerCount()).toBe(0);
  });
});
