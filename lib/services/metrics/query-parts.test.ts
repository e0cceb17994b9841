import { describe, expect, it } from "vitest";
import { chooseAxis } from "./query-axis";
import { splitAxis } from "./query-parts";
import { ceilTo, floorTo, resolutions } from "./resolutions";
import { ringWindowMs } from "./second-ring";
import { seededRandom } from "./testing";

const nowMs = Date.UTC(2026, 10, 21, 9, 17, 43, 210);
const levelOf = (table: string) => resolutions.findIndex((each) => each.table === table);

describe("splitAxis", () => {
  it("[seamless] tables and memory cover every moment once, and each table is read only as far as it is complete", () => {
    const random = seededRandom(11);
    for (let round = 0; round < 5_000; round++) {
      const toMs = nowMs + (random() < 0.3 ? 0 : Math.floor((random() - 0.8) * 10 ** (4 + random() * 6)));
      const axis = chooseAxis({ fromMs: toMs - Math.ceil(10 ** (3 + random() * 7.5)), toMs, nowMs });
      const startedMs = nowMs - Math.floor(10 ** (random() * 8));
      const recentFromMs = ceilTo(Math.max(startedMs, nowMs - ringWindowMs), 1000);
      // Until it caught up, the tables are complete up to where the last process ended; then up to now.
      const rolledMs = random() < 0.3 ? startedMs - Math.floor(10 ** (random() * 7)) : nowMs - 3_000;
      const completeUntil = (level: number) =>
        level === 0 ? Number.POSITIVE_INFINITY : floorTo(rolledMs, resolutions[level]?.stepMs ?? 1);
      const { parts, memoryFromMs } = splitAxis(axis, { completeUntil }, recentFromMs);
      const context = JSON.stringify({ axis, recentFromMs, rolledMs, parts, memoryFromMs });

      let reached = axis.startMs;
      for (const part of parts) {
        const level = levelOf(part.table);
        const stepMs = resolutions[level]?.stepMs ?? 1;
        expect(part.fromMs, context).toBe(reached);
        expect(part.toMs > part.fromMs && part.toMs <= axis.endMs, context).toBe(true);
        expect(part.toMs <= completeUntil(level), context).toBe(true);
        expect([part.fromMs % stepMs, part.toMs % stepMs], context).toEqual([0, 0]);
        reached = part.toMs;
      }
      expect(memoryFromMs, context).toBe(reached);
      expect(memoryFromMs >= Math.min(recentFromMs, axis.endMs), context).toBe(true);
    }
  });

  it("[no SQL] the last half hour needs no table", () => {
    const axis = chooseAxis({ fromMs: nowMs - 1_800_000, toMs: nowMs, nowMs });
    const ledger = { completeUntil: () => nowMs };
    expect(splitAxis(axis, ledger, ceilTo(nowMs - ringWindowMs, 1000))).toEqual({
      parts: [],
      memoryFromMs: axis.startMs,
    });
  });
});
