import { describe, expect, it } from "vitest";
import { tickLabels, timeStep, timeTicks } from "./time-ticks";

const berlin = "Europe/Berlin";
const labelsOf = (from: number, to: number, maxTicks: number, zone: string) =>
  tickLabels(timeTicks(from, to, maxTicks, zone), timeStep(from, to, maxTicks), zone);

describe("time ticks", () => {
  it("[NUMBERS zone] labels an hour by ten minutes of the shop's clock", () => {
    const from = Date.UTC(2026, 2, 14, 12, 3);
    expect(labelsOf(from, from + 3_600_000, 7, berlin)).toEqual(["13:10", "13:20", "13:30", "13:40", "13:50", "14:00"]);
  });

  it("[NUMBERS zone] aligns to half-hour zones", () => {
    const from = Date.UTC(2026, 2, 14, 0, 0);
    expect(labelsOf(from, from + 6 * 3_600_000, 6, "Asia/Kolkata")[0]).toBe("06:00");
  });

  it("[NUMBERS today turns at the shop's midnight] puts days at local midnight on both sides of daylight saving", () => {
    const from = Date.UTC(2026, 2, 27, 23);
    const ticks = timeTicks(from, Date.UTC(2026, 3, 1), 8, berlin);
    expect(ticks.map((tick) => new Date(tick).getUTCHours())).toEqual([23, 23, 22, 22, 22]);
    expect(tickLabels(ticks, 86_400_000, berlin)).toEqual(["28 Mar", "29 Mar", "30 Mar", "31 Mar", "1 Apr"]);
  });

  it("[AXES] shows seconds only for short steps, and the date at midnight", () => {
    const midnight = Date.UTC(2026, 2, 14, 23);
    expect(labelsOf(midnight - 30_000, midnight + 30_000, 6, berlin)).toContain("23:59:50");
    expect(labelsOf(midnight - 3 * 3_600_000, midnight + 3 * 3_600_000, 6, berlin)).toContain("15 Mar");
  });

  it("[AXES] never gives more labels than there is room for", () => {
    for (const hours of [0.02, 1, 6, 24, 168, 720, 9600]) {
      for (const room of [3, 6, 12]) {
        const from = Date.UTC(2026, 1, 3, 4, 5, 6);
        expect(timeTicks(from, from + hours * 3_600_000, room, berlin).length).toBeLessThanOrEqual(room + 1);
      }
    }
  });
});
