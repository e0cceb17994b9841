import { describe, expect, it } from "vitest";
import { ringWindowMs, SecondRing } from "./second-ring";
import { seededRandom } from "./testing";

const windowSeconds = ringWindowMs / 1000;
const read = (ring: SecondRing, from: number, to: number) => {
  const seconds: number[][] = [];
  ring.visit(from, to, (...second) => seconds.push(second));
  return seconds;
};

describe("SecondRing", () => {
  it("[recent window] takes samples of one second together, and has nothing where nothing was measured", () => {
    const ring = new SecondRing();
    ring.add(1_000, 4);
    ring.add(1_002, 6);
    ring.add(1_002, 1);
    expect(read(ring, 990, 1_010)).toEqual([
      [1_000, 4, 1, 4, 4],
      [1_002, 7, 2, 1, 6],
    ]);
    expect(read(ring, 1_001, 1_002)).toEqual([]);
  });

  it("[recent window] is what was added, whatever comes late, early, twice or after a pause", () => {
    const random = seededRandom(7);
    for (let round = 0; round < 20; round++) {
      const ring = new SecondRing();
      const oracle = new Map<number, number[]>();
      let now = 1_800_000_000 + Math.floor(random() * 5_000);
      for (let step = 0; step < 6_000; step++) {
        now += random() < 0.002 ? Math.floor(random() * 4_000) : random() < 0.7 ? 1 : 0;
        const second = now + Math.floor(random() < 0.1 ? random() * 60 : random() < 0.2 ? -random() * 3_000 : 0);
        const value = Math.round(random() * 1_000) - 500;
        ring.add(second, value);
        oracle.set(second, [...(oracle.get(second) ?? []), value]);
      }
      const expected = [...oracle]
        .filter(([second]) => second >= now - windowSeconds && second <= now)
        .sort(([a], [b]) => a - b)
        .map(([second, values]) => [
          second,
          values.reduce((sum, value) => sum + value, 0),
          values.length,
          Math.min(...values),
          Math.max(...values),
        ]);
      expect(read(ring, now - windowSeconds, now + 1)).toEqual(expected);
    }
  });
});
