import { hostname } from "node:os";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { testServices } from "../identity/testing";
import { createMetricStore } from "../metrics/metric-store";
import { importOrders } from "../orders/import-orders";
import { setOrderStatus } from "../orders/set-order-status";
import { as, canary, placeOrder } from "../orders/testing";
import { writeShop } from "../settings/shop";
import { readOverview } from "./read-overview";

/** 12:30 in Kathmandu, whose midnight is no full hour of UTC. */
const now = new Date("2026-03-11T06:45:00Z");
const minutesAgo = (minutes: number, from = now) => new Date(from.getTime() - minutes * 60_000).toISOString();
const weekMinutes = 7 * 24 * 60;

async function world() {
  const database = await testDatabase();
  await ensureStreams(database);
  const clock = () => now;
  const base = testServices(database, { now: clock });
  const store = await createMetricStore({ database, hostName: hostname(), now: clock });
  const services = Object.defineProperty(base, "metrics", { value: store });
  await writeShop(database.db, { timeZone: "Asia/Kathmandu", currency: "EUR" });
  const operator = as(services, "operator");
  const past = (minutes: number, unitPrice: number, currency = "EUR", cancelled = false) => ({
    customer: canary,
    currency,
    items: [{ title: "Mug", quantity: 1, unitPrice }],
    placedAt: minutesAgo(minutes),
    history: cancelled ? [{ to: "cancelled" as const, at: minutesAgo(minutes) }] : [],
  });
  return { operator, past, [Symbol.asyncDispose]: database[Symbol.asyncDispose] };
}

describe("overview", () => {
  it("[today] turns at the shop's midnight, compares with the same time last week, never sums currencies", async () => {
    await using w = await world();
    await importOrders(w.operator, {
      orders: [
        w.past(10, 1_000),
        w.past(12 * 60 + 29, 2_000),
        w.past(12 * 60 + 31, 99_999),
        w.past(20, 500, "USD"),
        w.past(30, 70_000, "EUR", true),
        w.past(weekMinutes + 10, 400),
        w.past(weekMinutes - 10, 8_000),
        w.past(weekMinutes + 12 * 60 + 31, 99_999),
      ],
    });
    const overview = await readOverview(w.operator, { range: "1h" });
    expect(overview).toMatchObject({ ordersToday: 4, ordersLastWeek: 1 });
    expect(overview.revenue).toEqual([
      { currency: "EUR", today: 3_000, lastWeek: 400 },
      { currency: "USD", today: 500, lastWeek: 0 },
    ]);
    expect(Object.fromEntries(overview.byStatus.map(({ status, count }) => [status, count]))).toMatchObject({
      placed: 3,
      cancelled: 1,
    });
    const hours = overview.revenueByHour.hours;
    expect(hours[0]).toEqual({ hour: 0, today: 2_000, lastWeek: 0 });
    expect(hours[11]).toEqual({ hour: 11, today: 0, lastWeek: 0 });
    // [the unfinished bucket is hidden]
    expect(hours[12]).toEqual({ hour: 12, today: null, lastWeek: 8_400 });
  });

  it("[the unfinished bucket is hidden] the rate holds finished minutes only, last week beside them", async () => {
    await using w = await world();
    await importOrders(w.operator, {
      orders: [w.past(2, 100), w.past(2, 100), w.past(0, 100), w.past(weekMinutes + 2, 100), w.past(61, 100)],
    });
    const { rate } = await readOverview(w.operator, { range: "1h" });
    expect(rate.times).toHaveLength(60);
    expect(rate.times.at(-1)).toBe(now.getTime() - 60_000);
    expect(rate.orders.slice(-3)).toEqual([0, 2, 0]);
    expect(rate.lastWeek.at(-2)).toBe(1);
    expect(rate.orders.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(2);
    expect(rate.errors.every((value) => value === null)).toBe(true);
  });

  it("counts what is still to be sent and since when the oldest waits", async () => {
    await using w = await world();
    const placed = minutesAgo(90);
    const order = await placeOrder(w.operator, { placedAt: placed });
    await placeOrder(w.operator);
    expect(await readOverview(w.operator, { range: "15m" })).toMatchObject({ toFulfil: 2, oldestOpenAt: placed });
    const packed = await setOrderStatus(w.operator, { id: order.id, to: "packed", version: 1, key: uuidv7() });
    await setOrderStatus(w.operator, { id: order.id, to: "shipped", version: packed.version, key: uuidv7() });
    expect(await readOverview(w.operator, { range: "6h" })).toMatchObject({
      toFulfil: 1,
      oldestOpenAt: now.toISOString(),
    });
  });
});
