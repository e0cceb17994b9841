import { count, ne } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { testServices } from "../identity/testing";
import { importOrders } from "./import-orders";
import { listOrders } from "./list-orders";
import { readOrderHistory } from "./read-order-history";
import { as, canary, placeOrder } from "./testing";

const past = (number: string | undefined, history: { to: "packed" | "shipped" | "cancelled"; at: string }[] = []) => ({
  number,
  customer: canary,
  currency: "EUR",
  items: [{ title: 'A "quoted", {odd} \\ title', quantity: 1, unitPrice: 990 }],
  placedAt: "2026-01-01T10:00:00Z",
  history,
});

async function world() {
  const database = await testDatabase();
  await ensureStreams(database);
  const services = testServices(database);
  return { database, operator: as(services, "operator"), [Symbol.asyncDispose]: database[Symbol.asyncDispose] };
}

describe("importOrders", () => {
  it("[importOrders] takes past orders with their history, without events and notifications", async () => {
    await using w = await world();
    const history = [
      { to: "packed" as const, at: "2026-01-01T11:00:00Z" },
      { to: "shipped" as const, at: "2026-01-02T11:00:00Z" },
    ];
    expect(await importOrders(w.operator, { orders: [past("A-1", history), past(undefined)] })).toEqual({
      imported: 2,
      skipped: 0,
    });
    const { items } = await listOrders(w.operator, { q: "a-1" });
    expect(items[0]).toMatchObject({
      number: "A-1",
      status: "shipped",
      version: 3,
      total: 990,
      source: "import",
      placedAt: "2026-01-01T10:00:00.000Z",
    });
    expect(items[0]?.items[0]?.title).toBe('A "quoted", {odd} \\ title');
    const steps = (await readOrderHistory(w.operator, { id: items[0]?.id ?? "" })).items;
    expect(steps.map(({ from, to, at, via }) => [from, to, at, via])).toEqual([
      [null, "placed", "2026-01-01T10:00:00.000Z", "import"],
      ["placed", "packed", "2026-01-01T11:00:00.000Z", "import"],
      ["packed", "shipped", "2026-01-02T11:00:00.000Z", "import"],
    ]);
    expect(await w.database.db.select().from(schema.outbox).where(ne(schema.outbox.stream, "audit"))).toHaveLength(0);
    expect(await w.database.db.select().from(schema.notifications)).toHaveLength(0);
    expect((await placeOrder(w.operator)).number).toBe("#10002");
  });

  it("an import that was cut off can be sent again: what is there already is skipped and counted", async () => {
    await using w = await world();
    await importOrders(w.operator, { orders: [past("A-1")] });
    expect(await importOrders(w.operator, { orders: [past("A-1"), past("A-2")] })).toEqual({ imported: 1, skipped: 1 });
    const [row] = await w.database.db.select({ n: count() }).from(schema.orderEvents);
    expect(row?.n).toBe(2);
  });

  it("one wrong line names its path, and nothing of the whole is written", async () => {
    await using w = await world();
    const wrong = [
      [past("B", [{ to: "shipped", at: "2026-01-01T11:00:00Z" }]), "orders.1.history.0.to"],
      [past("B", [{ to: "packed", at: "2025-01-01T11:00:00Z" }]), "orders.1.history.0.at"],
      [{ ...past("B"), placedAt: "2999-01-01T00:00:00Z" }, "orders.1.placedAt"],
      [{ ...past("B"), extra: true }, "orders.1.extra"],
    ] as const;
    for (const [line, path] of wrong) {
      await expect(importOrders(w.operator, { orders: [past("A"), line] })).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        fields: [{ path }],
      });
    }
    expect(await w.database.db.select().from(schema.orders)).toHaveLength(0);
  });
});
