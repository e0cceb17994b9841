import { describe, expect, it } from "vitest";
import type { Series, SeriesList, Source } from "@/lib/contracts/metrics";
import { chosenSeries, roomFor, sourceSelection, toggledSeries } from "./selection";
import { matchesSearch, seriesNames } from "./series-label";

const series = (id: number, over: Partial<Series> = {}): Series => ({
  id,
  name: `cpu.${id}`,
  unit: "%",
  labels: {},
  source: "shop-1",
  sourceId: "h",
  ...over,
});
const source = (id: string, kind: Source["kind"]): Source => ({
  id,
  name: id,
  kind,
  lastSampleAt: null,
  intervalMs: 1_000,
  health: "healthy",
});
const list: SeriesList = {
  items: [
    ...Array.from({ length: 9 }, (_, index) => series(index + 1)),
    series(20, { name: "load", unit: "" }),
    series(30, { name: "latency", unit: "ms", source: "api", sourceId: "x", labels: { region: "eu" } }),
    series(31, { name: "latency", unit: "ms", source: "api", sourceId: "x", labels: { region: "us" } }),
  ],
  sources: [source("x", "external"), source("h", "host")],
};

describe("chosen series", () => {
  it("a source's link shows its main series, or everything when it has none of them", () => {
    expect(sourceSelection(list, "h", ["load", "cpu.3"])).toEqual([20, 3]);
    expect(sourceSelection(list, "x", ["load"])).toEqual([30, 31]);
  });

  it("at most six lines a chart, also from a link", () => {
    expect(sourceSelection(list, "h", [])).toEqual([1, 2, 3, 4, 5, 6, 20]);
    const chosen = chosenSeries({ seriesIds: [1, 2, 3, 4, 5, 6, 7, 20, 99], sourceId: null }, list, []);
    expect(chosen.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 20]);
  });

  it("without a word in the address this machine comes first; an empty choice stays empty", () => {
    expect(chosenSeries({ seriesIds: null, sourceId: null }, list, ["load"]).map(({ id }) => id)).toEqual([20]);
    expect(chosenSeries({ seriesIds: [], sourceId: null }, list, ["load"])).toEqual([]);
  });

  it("choosing adds at the end, choosing again takes away, and a full chart takes no more", () => {
    const six = list.items.slice(0, 6);
    expect(toggledSeries(series(20, { unit: "" }), six)).toEqual([1, 2, 3, 4, 5, 6, 20]);
    expect(toggledSeries(series(2), six)).toEqual([1, 3, 4, 5, 6]);
    expect(roomFor(series(7), six)).toBe("chart-full");
    expect(toggledSeries(series(7), six)).toEqual([1, 2, 3, 4, 5, 6]);
    const full = Array.from({ length: 24 }, (_, index) => series(index + 1, { unit: `u${index % 6}` }));
    expect(roomFor(series(99, { unit: "new" }), full)).toBe("page-full");
  });
});

describe("names of series", () => {
  it("are as short as tells them apart", () => {
    const twice = series(40, { source: "shop-2", name: "cpu.1" });
    expect([...seriesNames([series(1), series(2), twice]).values()]).toEqual([
      "cpu.1 · shop-1",
      "cpu.2",
      "cpu.1 · shop-2",
    ]);
    expect([...seriesNames(list.items.slice(-2)).values()]).toEqual(["latency · region=eu", "latency · region=us"]);
  });

  it("series that are equal in all one can see still have different names", () => {
    const names = seriesNames([series(1, { name: "a" }), series(2, { name: "a" })]);
    expect(new Set(names.values()).size).toBe(2);
  });

  it("a search finds by name, source, unit, label and description, all words at once", () => {
    const [eu] = list.items.slice(-2);
    if (!eu) throw new Error("the list has such a series");
    expect(matchesSearch(eu, "How long the API took.", "REGION=eu lat")).toBe(true);
    expect(matchesSearch(eu, "How long the API took.", "long api")).toBe(true);
    expect(matchesSearch(eu, "", "region=us")).toBe(false);
    expect(matchesSearch(eu, "", "")).toBe(true);
  });
});
