import { expect, it } from "vitest";
import { chunksOf } from "./axis-chunks";
import { chooseAxis } from "./query-axis";

const nowMs = Date.UTC(2026, 10, 21, 12);
const axis = chooseAxis({ fromMs: nowMs - 30 * 86_400_000, toMs: nowMs, nowMs });

it.each([1, 5, 24, 700, 2_000])(
  "[OPS-CHUNKS] %i series: newest first, no gap, no bucket twice, none too large",
  (count) => {
    const chunks = chunksOf(axis, count);
    expect([chunks[0]?.endMs, chunks.at(-1)?.startMs]).toEqual([axis.endMs, axis.startMs]);
    expect(chunks.slice(1).map(({ endMs }) => endMs)).toEqual(chunks.slice(0, -1).map(({ startMs }) => startMs));
    expect(chunks.reduce((sum, { points }) => sum + points, 0)).toBe(axis.points);
    for (const { startMs, endMs, points, stepMs } of chunks) {
      expect(points).toBe((endMs - startMs) / stepMs);
      expect(points === 1 || points * count <= 700).toBe(true);
    }
  },
);
