import { describe, expect, it } from "vitest";
import { filterOfView, isWholeView, type OrderView, searchOfView, viewOfSearch } from "./order-view";
import { isDay, nextDay, startOfDay } from "./shop-days";

const read = (search: string): OrderView => viewOfSearch(new URLSearchParams(search));

describe("the list's address", () => {
  const view: OrderView = {
    status: "open",
    payment: "partially_refunded",
    q: "café & co",
    from: "2026-03-14",
    to: "2026-03-15",
  };

  it("[a link restores the view] reads back what it wrote", () => {
    const search = searchOfView(view);
    expect(search).toBe("?status=open&payment=partially_refunded&q=caf%C3%A9+%26+co&from=2026-03-14&to=2026-03-15");
    expect(read(search)).toEqual(view);
  });

  it("leaves out what it does not know, so that a mistyped link shows more, never an error", () => {
    expect(read("?status=lost&payment=&q=+++&from=2026-02-30&to=yesterday&other=1")).toEqual({});
    expect(read("?status=placed&payment=lost")).toEqual({ status: "placed" });
  });

  it("bounds the search text as the server does, and trims it", () => {
    expect(read(`?q=++${"a".repeat(99)}+bc`).q).toBe("a".repeat(99));
    expect(searchOfView({ q: "  mug " })).toBe("?q=mug");
  });

  it("no filter is no question mark", () => {
    expect(searchOfView({})).toBe("");
    expect(isWholeView({})).toBe(true);
    expect(isWholeView({ q: "" })).toBe(true);
    expect(isWholeView({ status: "open" })).toBe(false);
  });
});

describe("days of the shop", () => {
  it("[\"today\" turns at the shop's midnight] covers the last day whole, on the shop's clock", () => {
    expect(filterOfView({ from: "2026-01-05", to: "2026-01-05", q: "mug" }, "Europe/Berlin")).toEqual({
      q: "mug",
      from: "2026-01-04T23:00:00.000Z",
      to: "2026-01-05T23:00:00.000Z",
    });
  });

  it("is 23 or 25 hours long where the clocks change", () => {
    const hours = (day: string, zone: string) =>
      (Date.parse(startOfDay(nextDay(day), zone)) - Date.parse(startOfDay(day, zone))) / 3_600_000;
    expect(hours("2026-03-29", "Europe/Berlin")).toBe(23);
    expect(hours("2026-10-25", "Europe/Berlin")).toBe(25);
    expect(hours("2026-03-29", "UTC")).toBe(24);
  });

  it("begins at the first instant that exists where clocks jump over midnight", () => {
    // Cairo, 24 April 2026: 00:00 becomes 01:00.
    expect(startOfDay("2026-04-24", "Africa/Cairo")).toBe("2026-04-23T22:00:00.000Z");
  });

  it("knows a day when it sees one, and not what a date field sends while the year is typed", () => {
    expect(["2026-02-28", "2024-02-29"].every(isDay)).toBe(true);
    expect(["0002-01-01", "2026-02-29", "2026-13-01", "2026-1-1", "", null, undefined].some(isDay)).toBe(false);
    expect(nextDay("2026-12-31")).toBe("2027-01-01");
  });
});
