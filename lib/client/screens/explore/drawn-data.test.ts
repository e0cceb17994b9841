import { describe, expect, it } from "vitest";
import type { Series } from "@/lib/contracts/metrics";
import { csvCell, csvText } from "@/lib/csv";
import { drawnCsv, joinParts } from "./drawn-data";
import { nearestRank, seriesStats } from "./series-stats";
import { wallClockMs, wallClockText } from "./wall-clock";

const part = (times: number[], id: number, column: (number | null)[]) => {
  const columns = { [id]: column };
  return { times, stepMs: 1_000, columns, lows: columns, highs: columns };
};

describe("readings of several sources", () => {
  it("stand on one axis, and where one has nothing it has null, not the other's value", () => {
    const joined = joinParts([part([0, 1_000, 3_000], 1, [1, 2, 3]), part([1_000, 2_000], 2, [null, 9])]);
    expect(joined.times).toEqual([0, 1_000, 2_000, 3_000]);
    expect(joined.columns).toEqual({ 1: [1, 2, null, 3], 2: [null, null, 9, null] });
  });

  it("a single one is taken as it is", () => {
    const single = part([0], 1, [1]);
    expect(joinParts([single])).toBe(single);
    expect(joinParts([]).times).toEqual([]);
  });
});

describe("figures below a chart", () => {
  it("min and max are of the samples, avg and p95 of the drawn buckets, last the newest known", () => {
    const stats = seriesStats({
      values: [10, null, 20, 30, null],
      lows: [1, null, 18, 29, null],
      highs: [90, null, 21, 31, null],
    });
    expect(stats).toEqual({ min: 1, avg: 20, max: 90, p95: 30, last: 30 });
  });

  it("never a zero for unknown", () => {
    expect(seriesStats({ values: [null, null], lows: [null, null], highs: [null, null] })).toEqual({
      min: null,
      avg: null,
      max: null,
      p95: null,
      last: null,
    });
  });

  it("p95 is a drawn value by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(nearestRank(hundred, 0.95)).toBe(95);
    expect(nearestRank([5], 0.95)).toBe(5);
    expect(nearestRank([1, 2], 0.95)).toBe(2);
    expect(nearestRank([], 0.95)).toBeNull();
  });
});

describe("CSV", () => {
  it("text that a spreadsheet would run as a formula stands behind an apostrophe; numbers stay numbers", () => {
    expect(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"].map(csvCell)).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\t=1",
    ]);
    expect([-1.5, 0, null, "a-b"].map(csvCell)).toEqual(["-1.5", "0", "", "a-b"]);
  });

  it("quotes separators, quotes and line ends (RFC 4180)", () => {
    expect(csvText([['say "hi"', "a,b", "x\ny", "=a,b"]])).toBe('"say ""hi""","a,b","x\ny","\'=a,b"\r\n');
  });

  it("holds what is drawn: a row for each bucket with a value, units in the head", () => {
    const cpu: Series = { id: 1, name: "cpu", unit: "%", labels: {}, source: "s", sourceId: "s" };
    const revenue: Series = { ...cpu, id: 2, name: "revenue", unit: "EUR" };
    const data = joinParts([part([0, 1_000, 2_000], 1, [1.5, null, null]), part([0, 2_000], 2, [null, -250])]);
    expect(drawnCsv(data, [cpu, revenue], new Map([[1, "=cpu"]]))).toBe(
      'time,\'=cpu (%),"revenue (EUR, minor units)"\r\n1970-01-01T00:00:00.000Z,1.5,\r\n1970-01-01T00:00:02.000Z,,-250\r\n',
    );
  });
});

describe("the shop's wall clock", () => {
  const zone = "Europe/Berlin";

  it("what a field shows and what it means fit together, in winter and summer", () => {
    for (const at of ["2026-01-15T12:00:05Z", "2026-07-15T22:30:00Z"]) {
      expect(wallClockMs(wallClockText(Date.parse(at), zone), zone)).toBe(Date.parse(at));
    }
    expect(wallClockText(Date.parse("2026-07-15T22:30:00Z"), zone)).toBe("2026-07-16T00:30:00");
  });

  it("an hour that comes twice is the first, one that never comes is the one after the jump", () => {
    expect(wallClockMs("2026-10-25T02:30", zone)).toBe(Date.parse("2026-10-25T00:30:00Z"));
    expect(wallClockMs("2026-03-29T02:30", zone)).toBe(Date.parse("2026-03-29T01:30:00Z"));
    expect(wallClockMs("", zone)).toBeNull();
  });
});
