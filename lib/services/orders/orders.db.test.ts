import { count, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import * as schema from "@/lib/db/schema";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import type { HubError } from "@/lib/hub-protocol";
import type { Services } from "../context";
import { testServices } from "../identity/testing";
import { createOrder } from "./create-order";
import { listOrders } from "./list-orders";
import { readOrder } from "./read-order";
import { readOrderHistory } from "./read-order-history";
import { setOrderStatus } from "./set-order-status";
import { as, newOrder, placeOrder } from "./testing";

async function world() {
  const database = await testDatabase();
  await ensureStreams(database);
  const services = testServices(database);
  return {
    database,
    services,
    operator: as(services, "operator"),
    viewer: as(services, "viewer"),
    [Symbol.asyncDispose]: database[Symbol.asyncDispose],
  };
}

const rowsOf = async (services: Services, table: typeof schema.orders | typeof schema.outbox) =>
  (await services.database.db.select({ n: count() }).from(table))[0]?.n;
const code = async (call: Promise<unknown>) =>
  call.then(
    () => "OK",
    (error: HubError) => error.code,
  );

describe("orders", () => {
  it("[Write] a change and its outbox row are one transaction: both or neither", async () => {
    await using w = await world();
    const order = await placeOrder(w.operator);
    expect(order).toMatchObject({
      number: "#10001",
      status: "placed",
      total: 2_500,
      itemCount: 2,
      version: 1,
      source: "api",
    });
    expect(await rowsOf(w.services, schema.outbox)).toBe(1);
    expect(await code(placeOrder(w.operator, { number: order.number }))).toBe("CONFLICT");
    expect(await rowsOf(w.services, schema.orders)).toBe(1);
    expect(await rowsOf(w.services, schema.outbox)).toBe(1);
  });

  it("[orders.pii] a viewer gets the given name with an initial and no field of the rest, from every verb", async () => {
    await using w = await world();
    const { id } = await placeOrder(w.operator);
    const seen = JSON.stringify([
      await readOrder(w.viewer, { id }),
      await listOrders(w.viewer, {}),
      await readOrderHistory(w.viewer, { id }),
    ]);
    expect(seen).toContain("Maya C.");
    expect(seen.toLowerCase()).not.toContain("canary");
    expect(await readOrder(w.operator, { id })).toMatchObject({
      masked: false,
      customer: { email: "canary-mail@example.com" },
    });
  });

  it("[orders.pii] without it a search looks at number and titles only", async () => {
    await using w = await world();
    await placeOrder(w.operator);
    const found = async (who: typeof w.viewer, q: string) => (await listOrders(who, { q })).items.length;
    expect([
      await found(w.operator, "canaryname"),
      await found(w.operator, "CANARY-mail"),
      await found(w.operator, "travel MUG"),
    ]).toEqual([1, 1, 1]);
    expect([
      await found(w.viewer, "canaryname"),
      await found(w.viewer, "canary-mail"),
      await found(w.viewer, "travel mug"),
    ]).toEqual([0, 0, 1]);
    expect(await found(w.operator, "%")).toBe(0);
  });

  it("[Idempotency-Key] the same key and body give the same answer, another body 422, and nothing is done twice", async () => {
    await using w = await world();
    const key = uuidv7();
    const twins = await Promise.all([1, 2, 3].map(() => createOrder(w.operator, newOrder({ key }))));
    expect(new Set(twins.map((order) => order.id)).size).toBe(1);
    expect(await rowsOf(w.services, schema.orders)).toBe(1);
    expect(await rowsOf(w.services, schema.outbox)).toBe(1);
    expect(await code(createOrder(w.operator, newOrder({ key, currency: "USD" })))).toBe("IDEMPOTENCY_MISMATCH");
    expect(await code(createOrder(as(w.services, "operator"), newOrder({ key })))).toBe("OK");
  });

  it("[two axes] moves along the fulfilment axis only, and keeps who, what and from where", async () => {
    await using w = await world();
    let order = await placeOrder(w.operator);
    const move = (to: Order["status"], version = order.version) =>
      setOrderStatus(w.operator, { id: order.id, to, version, key: uuidv7() });
    expect(await code(move("shipped"))).toBe("ILLEGAL_TRANSITION");
    order = await move("packed");
    order = await move("shipped");
    expect(await code(move("cancelled"))).toBe("ILLEGAL_TRANSITION");
    order = await move("delivered");
    expect(order).toMatchObject({ status: "delivered", version: 4 });
    const { items } = await readOrderHistory(w.operator, { id: order.id });
    expect(items.map(({ version, from, to }) => [version, from, to])).toEqual([
      [1, null, "placed"],
      [2, "placed", "packed"],
      [3, "packed", "shipped"],
      [4, "shipped", "delivered"],
    ]);
    expect(items[3]).toMatchObject({ actor: "Some operator", via: "rest" });
  });

  it("[compare-and-set] of two moves with one version exactly one wins; the other learns the state as it is", async () => {
    await using w = await world();
    const { id, version } = await placeOrder(w.operator);
    const tries = await Promise.allSettled(
      (["packed", "cancelled"] as const).map((to) => setOrderStatus(w.operator, { id, to, version, key: uuidv7() })),
    );
    const refused = tries.flatMap((result) => (result.status === "rejected" ? [result.reason as HubError] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ code: "VERSION_CONFLICT", data: { current: { id, version: 2 } } });
    expect((await readOrder(w.operator, { id })).version).toBe(2);
  });

  it("a viewer cannot create or move an order, and nothing is written", async () => {
    await using w = await world();
    expect(await code(placeOrder(w.viewer))).toBe("FORBIDDEN");
    const { id } = await placeOrder(w.operator);
    expect(await code(setOrderStatus(w.viewer, { id, to: "packed", version: 1, key: uuidv7() }))).toBe("FORBIDDEN");
    expect(await rowsOf(w.services, schema.outbox)).toBe(1);
  });

  it("lists page by cursor: every order once, newest first, also when some come in between pages", async () => {
    await using w = await world();
    for (let i = 0; i < 7; i++)
      await placeOrder(w.operator, { placedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, i >> 1)).toISOString() });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listOrders(w.operator, { limit: 3, cursor, to: "2026-01-02T00:00:00Z" });
      seen.push(...page.items.map((order) => order.number));
      cursor = page.nextCursor ?? undefined;
      await placeOrder(w.operator);
    } while (cursor);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(await code(listOrders(w.operator, { cursor: "nonsense" }))).toBe("INVALID_ARGUMENT");
  });

  it("wrong input names its path and writes nothing", async () => {
    await using w = await world();
    const wrong = [
      [{ items: [{ title: "x", quantity: 0, unitPrice: 1 }] }, "items.0.quantity"],
      [{ currency: "ZZZ" }, "currency"],
      [{ customer: { name: "x".repeat(200) } }, "customer.name"],
      [{ surprise: 1 }, "surprise"],
      [{ placedAt: "2999-01-01T00:00:00Z" }, "placedAt"],
      [{ customer: { name: "a\u0000b" } }, "customer.name"],
    ] as const;
    for (const [change, path] of wrong) {
      const error = await createOrder(w.operator, { ...newOrder(), ...(change as object) }).catch((e: HubError) => e);
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT", fields: [{ path }] });
    }
    expect(await rowsOf(w.services, schema.orders)).toBe(0);
    expect(await w.database.db.select().from(schema.idempotencyKeys)).toHaveLength(0);
  });

  it("a large order and a cancelled one are told, without the customer's name", async () => {
    await using w = await world();
    const { id } = await placeOrder(w.operator, { items: [{ title: "Machine", quantity: 1, unitPrice: 90_000 }] });
    await setOrderStatus(w.operator, { id, to: "cancelled", version: 1, key: uuidv7() });
    const told = await w.database.db.select().from(schema.notifications);
    expect(told.map((row) => row.kind).sort()).toEqual(["order.cancelled", "order.large"]);
    expect(JSON.stringify(told).toLowerCase()).not.toContain("canary");
    const stored = await w.database.db.select().from(schema.outbox).where(eq(schema.outbox.stream, "notifications"));
    expect(stored).toHaveLength(2);
  });
});
