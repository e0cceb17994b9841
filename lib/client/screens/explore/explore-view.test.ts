import { describe, expect, it } from "vitest";
import { type ExploreView, readView, viewSearch } from "./explore-view";

const read = (search: string) => readView(new URLSearchParams(search));

describe("the metrics page's address", () => {
  it("a link restores the view: series in their order, range, and a span that stands still", () => {
    const views: ExploreView[] = [
      { seriesIds: [7, 3], sourceId: null, window: { kind: "live", range: "6h" } },
      { seriesIds: [], sourceId: null, window: { kind: "live", range: "15m" } },
      { seriesIds: null, sourceId: "a b&c", window: { kind: "live", range: "15m" } },
      { seriesIds: [1], sourceId: null, window: { kind: "fixed", fromMs: 1_000, toMs: 90_500, range: "1h" } },
    ];
    for (const view of views) expect(read(viewSearch(view))).toEqual(view);
  });

  it("the page as it opens by itself has no query", () => {
    expect(viewSearch(read(""))).toBe("");
    expect(read("").seriesIds).toBeNull();
  });

  it("what makes no sense counts as absent", () => {
    expect(read("range=2y&from=yesterday&to=now").window).toEqual({ kind: "live", range: "15m" });
    expect(read("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z").window.kind).toBe("live");
    expect(read("from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z").window.kind).toBe("live");
    expect(read("series=5,x,-1,0,5,7,1e3").seriesIds).toEqual([5, 7]);
  });

  it("no address asks for more series than the API answers at once", () => {
    const ids = Array.from({ length: 40 }, (_, index) => index + 1);
    expect(read(`series=${ids.join(",")}`).seriesIds).toHaveLength(24);
  });
});
