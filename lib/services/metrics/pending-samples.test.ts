import { describe, expect, it } from "vitest";
import { PendingSamples } from "./pending-samples";

describe("PendingSamples", () => {
  it("[writer] takes the samples of a second of a series together, apart from what comes after the seal", () => {
    const pending = new PendingSamples();
    pending.add(1, 100, 3);
    pending.add(1, 100, 5);
    pending.add(2, 100, 7);
    pending.seal();
    pending.add(1, 100, 9);
    const first = pending.first();
    expect(first).toEqual([
      { seriesId: 1, second: 100, total: 8, count: 2, min: 3, max: 5 },
      { seriesId: 2, second: 100, total: 7, count: 1, min: 7, max: 7 },
    ]);
    if (first) pending.remove(first);
    expect(pending.first()).toBeUndefined();
    pending.seal();
    expect(pending.first()).toEqual([{ seriesId: 1, second: 100, total: 9, count: 1, min: 9, max: 9 }]);
  });

  it("[bounded backlog] drops the oldest when nobody takes them, and says how many", () => {
    const pending = new PendingSamples();
    for (let second = 0; second < 250_000; second++) pending.add(1, second, second);
    pending.seal();
    expect(pending.rows).toBeLessThanOrEqual(200_000);
    expect(pending.takeDropped()).toBe(250_000 - pending.rows);
    expect(pending.takeDropped()).toBe(0);
    expect(pending.first()?.[0]?.second).toBe(250_000 - pending.rows);
  });

  it("[bounded backlog] a segment that was dropped while it was written is not removed twice", () => {
    const pending = new PendingSamples();
    pending.add(1, 0, 1);
    pending.seal();
    const written = pending.first();
    for (let second = 1; second < 250_000; second++) pending.add(1, second, second);
    pending.seal();
    const rows = pending.rows;
    if (written) pending.remove(written);
    expect(pending.rows).toBe(rows);
  });

  it("[series identity] keeps large series ids apart", () => {
    const pending = new PendingSamples();
    for (const id of [1, 2, 2_000, 2_097_150, 2_097_151]) {
      for (const second of [0, 1, 4_294_967_294, 4_294_967_295]) pending.add(id, second, 1);
    }
    expect(pending.rows).toBe(20);
  });
});
