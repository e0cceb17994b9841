import { describe, expect, it } from "vitest";
import { delayedAfterMs, freshnessOf, staleAfterMs } from "./freshness";
import { ageText, durationText, relativeTimeText } from "./relative-time-text";
import { clockText, dayText, exactTimeText, zoneOffsetMs, zoneText } from "./zoned-time";

const noon = Date.UTC(2026, 2, 14, 12, 3, 12, 400);

describe("zoned time", () => {
  it("[NUMBERS zone shown] reads the shop's wall clock, also half an hour and a date line away", () => {
    expect(clockText(noon, "Europe/Berlin")).toBe("13:03");
    expect(clockText(noon, "Europe/Berlin", true)).toBe("13:03:12");
    expect(clockText(noon, "Asia/Kolkata")).toBe("17:33");
    expect(dayText(noon, "Pacific/Kiritimati")).toBe("15 Mar");
    expect(exactTimeText(noon, "Europe/Berlin")).toBe("Sat 14 Mar 2026, 13:03:12 UTC+1");
  });

  it("[NUMBERS zone shown] follows daylight saving", () => {
    expect(zoneOffsetMs(noon, "Europe/Berlin")).toBe(3_600_000);
    expect(zoneOffsetMs(Date.UTC(2026, 6, 1), "Europe/Berlin")).toBe(7_200_000);
    expect(zoneText(noon, "America/St_Johns")).toBe("UTC−2:30");
    expect(zoneText(noon, "UTC")).toBe("UTC");
  });

  it("[NUMBERS] names midnight 00:00, not 24:00", () => {
    expect(clockText(Date.UTC(2026, 0, 1), "UTC")).toBe("00:00");
  });
});

describe("relative time", () => {
  const ago = (ms: number) => relativeTimeText(noon - ms, noon, "Europe/Berlin");

  it("[NUMBERS relative text] counts seconds, minutes, hours, days, then gives the date", () => {
    expect([0, 999, 1000, 59_999].map(ago)).toEqual(["just now", "just now", "1 s ago", "59 s ago"]);
    expect([60_000, 3_599_999, 3_600_000].map(ago)).toEqual(["1 min ago", "59 min ago", "1 h ago"]);
    expect([86_400_000, 6.9 * 86_400_000].map(ago)).toEqual(["1 d ago", "6 d ago"]);
    expect(ago(8 * 86_400_000)).toBe("6 Mar");
    expect(ago(400 * 86_400_000)).toBe("7 Feb 2025");
  });

  it("[NUMBERS relative text] takes a clock that is a little ahead as now, and says when it is truly ahead", () => {
    expect(ago(-4000)).toBe("just now");
    expect(ago(-180_000)).toBe("in 3 min");
  });

  it("[KPI] writes durations in two parts at most", () => {
    expect(durationText(11_520_000)).toBe("3 h 12 min");
    expect(durationText(7_200_000)).toBe("2 h");
    expect(durationText(187_200_000)).toBe("2 d 4 h");
    expect(durationText(-5)).toBe("0 s");
  });

  it("[AGE] shows tenths of a second up to ten seconds", () => {
    expect([0, 449, 9999, 10_000, 120_000].map(ageText)).toEqual(["0.0 s", "0.4 s", "9.9 s", "10 s", "2 min"]);
  });
});

describe("freshness", () => {
  it("[STALE past max(3 × interval, 10 s)] turns at exactly that age", () => {
    expect(staleAfterMs(1000)).toBe(10_000);
    expect(staleAfterMs(15_000)).toBe(45_000);
    expect(freshnessOf(10_000, 1000)).toBe("delayed");
    expect(freshnessOf(10_001, 1000)).toBe("stale");
  });

  it("[AGE] is delayed between two intervals and stale, and never later than stale", () => {
    expect(freshnessOf(3000, 1000)).toBe("live");
    expect(freshnessOf(3001, 1000)).toBe("delayed");
    for (const interval of [100, 1000, 5000, 60_000]) {
      expect(delayedAfterMs(interval)).toBeLessThanOrEqual(staleAfterMs(interval));
    }
  });
});
