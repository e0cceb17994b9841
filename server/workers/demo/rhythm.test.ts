import { describe, expect, it } from "vitest";
import { ImportedOrder, orderTransitions } from "@/lib/contracts/orders";
import { pastOrder } from "./history";
import { movesOf, nextMove, ordersPerMinute, poisson } from "./rhythm";
import { DemoSchedule } from "./schedule";

/** A small seeded generator (mulberry32), so that a failing draw can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("demo rhythm", () => {
  it("[6 a minute on average, by time of day] a week's mean is the average asked for, nights are quieter than evenings", () => {
    let sum = 0;
    for (let weekday = 0; weekday < 7; weekday++)
      for (let hour = 0; hour < 24; hour += 0.25) sum += ordersPerMinute(6, hour, weekday);
    expect(sum / (7 * 96)).toBeCloseTo(6, 0);
    expect(ordersPerMinute(6, 3, 1)).toBeLessThan(ordersPerMinute(6, 20, 1) / 5);
  });

  it("arrivals have the mean that was asked for", () => {
    const random = seeded(7);
    const total = Array.from({ length: 20_000 }, () => poisson(0.1, random)).reduce((a, b) => a + b, 0);
    expect(total / 20_000).toBeCloseTo(0.1, 1);
  });

  it("past orders are valid input of the import, with legal moves that lie in the past", () => {
    const random = seeded(3);
    const nowMs = Date.UTC(2026, 0, 1);
    const ends = new Map<string, number>();
    for (let i = 0; i < 500; i++) {
      const order = ImportedOrder.parse(pastOrder(nowMs - i * 60_000 * 3, nowMs, random));
      let status: keyof typeof orderTransitions = "placed";
      for (const move of order.history) {
        expect(orderTransitions[status]).toContain(move.to);
        expect(Date.parse(move.at)).toBeLessThanOrEqual(nowMs);
        status = move.to;
      }
      ends.set(status, (ends.get(status) ?? 0) + 1);
    }
    expect([...ends.keys()].sort()).toEqual(["cancelled", "delivered", "packed", "placed", "shipped"]);
  });

  it("every order that can move has a next move, whatever its fate; finished ones have none", () => {
    for (let i = 0; i < 300; i++) {
      const id = `order-${i}`;
      for (const status of ["placed", "packed", "shipped"] as const) expect(nextMove({ id, status })).toBeDefined();
      expect(nextMove({ id, status: "delivered" })).toBeUndefined();
    }
    expect(movesOf(0.01).map((move) => move.to)).toEqual(["cancelled"]);
  });

  it("the schedule gives what is due, oldest first, once", () => {
    const schedule = new DemoSchedule();
    const placed = [3, 1, 2].map((n) => ({
      id: `o${n}`,
      status: "placed" as const,
      placedAt: new Date(n * 86_400_000),
    }));
    for (const order of placed) schedule.add(order);
    expect(schedule.takeDue(0, 10)).toEqual([]);
    expect(schedule.takeDue(3 * 86_400_000, 1)).toEqual(["o1"]);
    expect(schedule.takeDue(9 * 86_400_000, 10)).toEqual(["o2", "o3"]);
    expect(schedule.size).toBe(0);
  });
});
