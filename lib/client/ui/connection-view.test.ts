import { describe, expect, it } from "vitest";
import { badgeText, countdownText } from "./connection-view";

const now = 1_000_000;
const connected = (ageMs: number) =>
  badgeText({ kind: "connected", sampleAtMs: now - ageMs, intervalMs: 1000 }, now, 5);

describe("badgeText", () => {
  it("[CONNECTION Live, Delayed, Stale] follows the age of the newest sample", () => {
    expect(connected(400)).toEqual({ state: "live", word: "Live", detail: "0.4 s" });
    expect(connected(5200)).toEqual({ state: "delayed", word: "Delayed", detail: "5.2 s" });
    expect(connected(75_000)).toEqual({ state: "stale", word: "Stale", detail: "1 min" });
  });

  it("[STALE never a zero for unknown] gives no age before the first sample", () => {
    expect(badgeText({ kind: "connected", sampleAtMs: null, intervalMs: 1000 }, now, 5).detail).toBe("");
  });

  it("[CONNECTION Reconnecting] counts down, then says now", () => {
    const view = { kind: "reconnecting", attempt: 2, retryAtMs: 9000 } as const;
    expect(badgeText(view, now, 5100).detail).toBe("4 s");
    expect(badgeText(view, now, 9000).detail).toBe("now");
    expect(badgeText({ ...view, retryAtMs: null }, now, 0).detail).toBe("now");
    expect(countdownText(1001, 1000)).toBe("1 s");
  });

  it("[CONNECTION Offline, Paused] says since how long, and what waits", () => {
    expect(badgeText({ kind: "offline", sinceMs: 0 }, now, 42_000)).toMatchObject({ word: "Offline", detail: "42 s" });
    expect(badgeText({ kind: "paused", waiting: 37 }, now, 0)).toMatchObject({ word: "Paused", detail: "37 new" });
    expect(badgeText({ kind: "paused", waiting: 0 }, now, 0).detail).toBe("");
  });
});
