import { describe, expect, it } from "vitest";
import { hasHeld, type RowReport, tableLine } from "./report";
import type { Figures, Row } from "./row";

const row: Row = {
  name: "kill",
  fault: "the server is killed",
  holds: "back ≤ 5 s",
  rounds: 3,
  shortRounds: 1,
  cells: [
    { figure: "lost", label: "lost", as: "sum", atMost: 0 },
    { figure: "backMs", label: "back", as: "p95", unit: "ms", atMost: 5_000 },
  ],
  open: () => Promise.reject(new Error("is not run here")),
};
const reportOf = (rounds: Figures[], change: Partial<RowReport> = {}): RowReport => ({
  row: "kill",
  startedAt: "2026-11-21T15:00:00.000Z",
  tookSeconds: 9,
  isShort: false,
  machine: { processor: "p", cores: 2, node: "v20", load1: 1.25 },
  rounds,
  failures: [],
  ...change,
});
const good = { lost: 0, backMs: [900, 1_200] };

describe("the fault suite's report", () => {
  it("[SOAK-HELD] holds when every round held and every bar was kept, over the values of all rounds", () => {
    expect(hasHeld(row, reportOf([good, good, good]))).toBe(true);
    expect(hasHeld(row, reportOf([good, { lost: 0, backMs: [5_001, 5_002] }]))).toBe(false);
    expect(hasHeld(row, reportOf([good, { ...good, lost: 1 }]))).toBe(false);
    expect(hasHeld(row, reportOf([good], { failures: [{ round: 2, message: "lost" }] }))).toBe(false);
    expect(hasHeld(row, reportOf([]))).toBe(false);
  });

  it("[SOAK-SHORT] a short run judges what was lost, not how fast the machine is", () => {
    expect(hasHeld(row, reportOf([{ lost: 0, backMs: 9_000 }], { isShort: true }))).toBe(true);
    expect(hasHeld(row, reportOf([{ lost: 1, backMs: 9_000 }], { isShort: true }))).toBe(false);
  });

  it("[SOAK-SHOWN] what was not measured, or did not happen often enough, keeps no bar", () => {
    expect(hasHeld(row, reportOf([{ lost: 0 }]))).toBe(false);
    expect(tableLine(row, reportOf([{ lost: 0 }]))).toContain("**back p95 not measured**");
    const loaded: Row = { ...row, cells: [{ figure: "written", label: "written", as: "min", atLeast: 10 }] };
    expect(hasHeld(loaded, reportOf([{ written: 10 }, { written: 11 }]))).toBe(true);
    expect(hasHeld(loaded, reportOf([{ written: 9 }, { written: 200 }]))).toBe(false);
  });

  it("[SOAK-TABLE] says how many rounds of how many there were, and marks what was missed", () => {
    expect(tableLine(row, reportOf([good, good, good]))).toContain("| 3 | held | lost 0, back p95 1,200 ms |");
    expect(tableLine(row, reportOf([{ lost: 0, backMs: 6_000 }]))).toContain(
      "| 1 of 3 | **bar missed** | lost 0, **back p95 6,000 ms** |",
    );
  });
});
