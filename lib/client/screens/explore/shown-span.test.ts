import { describe, expect, it } from "vitest";
import type { Series, Source } from "@/lib/contracts/metrics";
import { shownSpan, staleSince } from "./shown-span";

const series = (id: number, sourceId: string): Series => ({
  id,
  name: `s${id}`,
  unit: "",
  labels: {},
  source: sourceId,
  sourceId,
});
const source = (id: string, intervalMs: number): Source => ({
  id,
  name: id,
  kind: "external",
  lastSampleAt: null,
  intervalMs,
  health: "healthy",
});
const data = {
  times: [0, 1_000, 2_000],
  stepMs: 1_000,
  columns: { 1: [1, 2, null], 2: [1, null, null], 3: [null, null, null] },
};

describe("the time axis", () => {
  it("ends now also where a source is silent, at whole steps, and never before the newest point", () => {
    const live = { kind: "live", range: "1m" } as const;
    expect(shownSpan(live, data, 90_700)).toEqual({ from: 30_000, to: 90_000 });
    expect(shownSpan(live, data, 1_200)).toEqual({ from: -58_000, to: 2_000 });
  });

  it("of a fixed window stands still", () => {
    expect(shownSpan({ kind: "fixed", fromMs: 5, toMs: 9, range: "1m" }, data, 90_700)).toEqual({ from: 5, to: 9 });
  });
});

describe("stale past max(3 × interval, 10 s)", () => {
  const sources = [source("fast", 1_000), source("slow", 60_000)];

  it("says since when, once every line of the chart is silent", () => {
    expect(staleSince([series(1, "fast")], data, sources, 12_000)).toBeNull();
    expect(staleSince([series(1, "fast")], data, sources, 12_001)).toBe(1_000);
    expect(staleSince([series(1, "fast"), series(2, "slow")], data, sources, 100_000)).toBeNull();
    expect(staleSince([series(1, "fast"), series(2, "slow")], data, sources, 200_000)).toBe(1_000);
  });

  it("a line without any point is not stale: nothing is known of it", () => {
    expect(staleSince([series(3, "fast")], data, sources, 200_000)).toBeNull();
  });
});
