import { describe, expect, it } from "vitest";
import { hourOfShopDay, shopMidnight } from "./shop-day";

const midnight = (at: string, zone: string) => shopMidnight(new Date(at), zone).toISOString();

describe("shopMidnight", () => {
  it.each([
    ["an ordinary day", "2026-01-15T12:00:00Z", "Europe/Berlin", "2026-01-14T23:00:00.000Z"],
    ["the day clocks go forward, before they do", "2026-03-29T00:30:00Z", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["the day clocks go forward, after they did", "2026-03-29T20:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["the day after, in summer time", "2026-03-30T08:00:00Z", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    [
      "the day clocks go back, in the hour that comes twice",
      "2026-10-25T01:30:00Z",
      "Europe/Berlin",
      "2026-10-24T22:00:00.000Z",
    ],
    ["the day after that", "2026-10-26T00:00:00Z", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    ["the instant of midnight itself", "2026-10-25T23:00:00Z", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    ["a millisecond before", "2026-10-25T22:59:59.999Z", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
    ["west of Greenwich", "2026-03-08T22:00:00Z", "America/New_York", "2026-03-08T05:00:00.000Z"],
    ["a quarter of an hour off", "2026-06-01T18:14:00Z", "Asia/Kathmandu", "2026-05-31T18:15:00.000Z"],
    ["far east", "2026-06-01T11:00:00Z", "Pacific/Kiritimati", "2026-06-01T10:00:00.000Z"],
    ["UTC", "2026-06-01T23:59:59.999Z", "UTC", "2026-06-01T00:00:00.000Z"],
    // Clocks jumped from 00:00 to 01:00: the day began at 01:00.
    ["a day without midnight", "2018-11-04T12:00:00Z", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    // Clocks went from 01:00 back to 00:00: the day began at the first of them.
    ["a day with two midnights", "2026-11-01T12:00:00Z", "America/Havana", "2026-11-01T04:00:00.000Z"],
    // Samoa had no 30 December 2011 at all.
    ["the day after one that was left out", "2011-12-31T00:00:00Z", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("[the shop's midnight] %s", (_, at, zone, expected) => {
    expect(midnight(at, zone)).toBe(expected);
  });

  it("[the shop's midnight] every second hour of a year lies on the day that began", () => {
    for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut"]) {
      const dayName = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
      for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 7_200_000) {
        const start = shopMidnight(new Date(ms), zone);
        const day = dayName.format(ms);
        expect([dayName.format(start), dayName.format(start.getTime() - 1) < day, start.getTime() <= ms]).toEqual([
          day,
          true,
          true,
        ]);
      }
    }
  });

  it("refuses a zone that does not exist", () => {
    expect(() => shopMidnight(new Date(), "Europe/Nowhere")).toThrow(RangeError);
  });
});

describe("hourOfShopDay", () => {
  it.each([
    ["2026-01-14T23:00:00Z", "Europe/Berlin", 0],
    ["2026-01-15T22:59:00Z", "Europe/Berlin", 23],
    ["2026-03-29T01:00:00Z", "Europe/Berlin", 3],
    ["2026-10-25T00:30:00Z", "Europe/Berlin", 2],
    ["2026-10-25T01:30:00Z", "Europe/Berlin", 2],
  ])("reads the clock on the wall: %s in %s is %i", (at, zone, hour) => {
    expect(hourOfShopDay(new Date(at), zone)).toBe(hour);
  });
});
