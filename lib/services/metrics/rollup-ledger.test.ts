import { describe, expect, it } from "vitest";
import { RollupLedger } from "./rollup-ledger";

const noon = Date.UTC(2026, 10, 21, 12);

describe("RollupLedger", () => {
  it("[rollup] gives out a bucket once it has ended and its last second had time to be written", () => {
    const ledger = new RollupLedger(noon);
    ledger.mark(5, noon + 9_000);
    ledger.mark(5, noon + 1_000);
    ledger.mark(6, noon + 10_000);
    expect(ledger.take(1, noon + 12_999, 10)).toEqual([]);
    expect(ledger.take(1, noon + 13_000, 10)).toEqual([{ seriesId: 5, startMs: noon }]);
    expect(ledger.take(1, noon + 13_000, 10)).toEqual([]);
    expect(ledger.take(1, noon + 23_000, 10)).toEqual([{ seriesId: 6, startMs: noon + 10_000 }]);
  });

  it("[rollup] gives out no more than asked for, and the rest next time", () => {
    const ledger = new RollupLedger(noon);
    for (let id = 1; id <= 5; id++) ledger.mark(id, noon);
    const later = noon + 60_000;
    const ids = [ledger.take(1, later, 2), ledger.take(1, later, 2), ledger.take(1, later, 2)].map((taken) =>
      taken.map((each) => each.seriesId),
    );
    expect(ids).toEqual([[1, 2], [3, 4], [5]]);
    expect(ledger.oldestDirty(1)).toBe(Number.POSITIVE_INFINITY);
  });

  it("[rollup] a table is complete up to the last bucket that ended before the pass", () => {
    const ledger = new RollupLedger(noon + 4_321);
    expect([ledger.completeUntil(0), ledger.completeUntil(1), ledger.completeUntil(5)]).toEqual([
      Number.POSITIVE_INFINITY,
      noon,
      noon,
    ]);
    ledger.finish(1, noon + 32_999);
    expect(ledger.completeUntil(1)).toBe(noon + 20_000);
    ledger.finish(1, noon + 33_000);
    expect(ledger.completeUntil(1)).toBe(noon + 30_000);
  });

  it("[retention] knows the oldest bucket that still waits", () => {
    const ledger = new RollupLedger(noon);
    ledger.mark(1, noon + 30_000);
    ledger.mark(2, noon - 1_800_000);
    expect(ledger.oldestDirty(1)).toBe(noon - 1_800_000);
  });
});
