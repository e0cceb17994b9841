import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { OrderStatus } from "@/lib/contracts/orders";
import type { Database } from "@/lib/db/open";
import { orders } from "@/lib/db/schema";
import { testDatabase, testLog } from "@/lib/db/testing";
import { metricsWorld } from "@/lib/services/metrics/testing";
import { readDay, readMinute, startBusinessSampler } from "./business-sampler";
import { deferred } from "./testing";

const nowMs = Date.UTC(2026, 10, 21, 12);
const midnight = new Date(Date.UTC(2026, 10, 20, 23));
const hour = 3_600_000;

const order = (agoMs: number, status: OrderStatus, currency: string, total: number): typeof orders.$inferInsert => ({
  id: randomUUID(),
  number: randomUUID(),
  status,
  payment: "paid",
  customer: { name: "Maya" },
  currency,
  total,
  itemCount: 1,
  items: [],
  source: "api",
  searchPublic: "",
  searchPersonal: "",
  placedAt: new Date(nowMs - agoMs),
  updatedAt: new Date(nowMs - agoMs),
});

describe("business sampler", () => {
  let database: Database;
  beforeEach(async () => {
    database = await testDatabase();
    return () => database[Symbol.asyncDispose]();
  });

  it("[orders.per_minute] counts the last 60 seconds, the oldest moment excluded", async () => {
    const ages = [0, 1, 59_999, 60_000, 90_000, -1];
    await database.db.insert(orders).values(ages.map((each) => order(each, "placed", "EUR", 1)));
    expect(await readMinute(database, nowMs)).toEqual([{ name: "orders.per_minute", value: 3 }]);
  });

  it("[revenue.today] from the shop's midnight on, without cancelled orders, each currency for itself", async () => {
    await database.db
      .insert(orders)
      .values([
        order(hour, "placed", "EUR", 1000),
        order(2 * hour, "delivered", "EUR", 500),
        order(13 * hour, "shipped", "EUR", 20),
        order(13 * hour + 1, "packed", "EUR", 9_999),
        order(hour, "cancelled", "EUR", 7_777),
        order(hour, "packed", "JPY", 3),
      ]);
    const currencies = new Set(["USD"]);
    expect(await readDay(database, midnight, currencies)).toEqual([
      { name: "orders.unfulfilled", value: 3 },
      { name: "orders.cancelled_today", value: 1 },
      { name: "revenue.today", value: 1520, labels: { currency: "EUR" } },
      { name: "revenue.today", value: 3, labels: { currency: "JPY" } },
      { name: "revenue.today", value: 0, labels: { currency: "USD" } },
    ]);
    expect([...currencies].sort()).toEqual(["EUR", "JPY", "USD"]);
  });

  it("[business series] reach the store with the currency as their unit", async () => {
    const world = await metricsWorld(database, Date.now());
    await database.db.insert(orders).values({ ...order(0, "placed", "EUR", 1000), placedAt: new Date() });
    const recorded = deferred();
    const store = {
      listSeries: () => world.store.listSeries(),
      record: (...samples: Parameters<typeof world.store.record>) =>
        world.store.record(...samples).then(recorded.resolve),
    };
    await using _sampler = startBusinessSampler({
      store,
      database,
      intervalMs: 50,
      log: testLog,
      shopMidnight: () => new Date(Date.now() - hour),
    });
    await recorded.promise;
    expect(world.store.listSeries().map(({ name, unit, labels, source }) => ({ name, unit, labels, source }))).toEqual([
      { name: "orders.cancelled_today", unit: "count", labels: {}, source: "orders" },
      { name: "orders.per_minute", unit: "/min", labels: {}, source: "orders" },
      { name: "orders.unfulfilled", unit: "count", labels: {}, source: "orders" },
      { name: "revenue.today", unit: "EUR", labels: { currency: "EUR" }, source: "orders" },
    ]);
    expect(world.store.latest("revenue.today")?.value).toBe(1000);
  });
});
