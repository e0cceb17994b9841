import { asc, eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import * as schema from "@/lib/db/schema";
import { placeOrder } from "@/lib/services/orders/testing";
import { relayWorld } from "./relay-world";

describe("relay", () => {
  it("[Relay] offsets run without holes in order of commit, whatever 16 writers do at once, and nothing is lost", async () => {
    await using w = await relayWorld();
    await using _relay = await w.start();
    const placed: Order[] = [];
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let i = 0; i < 5; i++) placed.push(await placeOrder(w.operator));
      }),
    );
    await w.until(() => w.published.length >= 80);
    expect(w.published.map((event) => event.offset)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
    expect(new Set(w.published.map((event) => (event.payload as Order).id))).toEqual(
      new Set(placed.map((order) => order.id)),
    );
    expect(await w.database.db.select().from(schema.outbox)).toHaveLength(0);
    const stored = await w.database.db
      .select()
      .from(schema.events)
      .where(eq(schema.events.stream, "orders"))
      .orderBy(asc(schema.events.offset));
    expect(stored.map((event) => event.id)).toEqual(w.published.map((event) => event.id));
  });

  it("[crash between commit and emit] a head that moved without being published is published by the next round", async () => {
    await using w = await relayWorld();
    const relay = await w.start();
    await placeOrder(w.operator);
    await w.until(() => w.published.length === 1);
    // What a commit whose answer was lost leaves behind.
    await w.database.db.transaction(async (tx) => {
      await tx.execute(
        sql`insert into events (stream, "offset", id, type, at, payload) select stream, 2, gen_random_uuid(), type, at, payload from events where stream = 'orders'`,
      );
      await tx.update(schema.streamHeads).set({ head: 2 }).where(eq(schema.streamHeads.stream, "orders"));
    });
    await w.until(() => w.published.length === 2);
    expect(w.published.map((event) => event.offset)).toEqual([1, 2]);
    await relay[Symbol.asyncDispose]();
  });

  it("a stream of which nothing waits costs no transaction: it is not locked while others are relayed", async () => {
    await using w = await relayWorld();
    await using _relay = await w.start();
    /** Who locked the row last, as PostgreSQL keeps it with the row. */
    const lockOf = async (stream: string) => {
      const { streamHeads } = schema;
      const mine = eq(streamHeads.stream, stream);
      const [row] = await w.database.db.select({ xmax: sql<string>`xmax::text` }).from(streamHeads).where(mine);
      return row?.xmax;
    };
    const before = { notifications: await lockOf("notifications"), orders: await lockOf("orders") };
    await placeOrder(w.operator);
    await placeOrder(w.operator);
    await w.until(() => w.published.length === 2);
    expect(await lockOf("orders")).not.toBe(before.orders);
    expect(await lockOf("notifications")).toBe(before.notifications);
  });

  it("[two leaders] the older relay is fenced by the term and writes nothing more", async () => {
    await using w = await relayWorld();
    await using _older = await w.start();
    await using _newer = await w.start();
    await placeOrder(w.operator);
    await w.until(() => w.published.length === 1 && w.fenced() === 1);
    expect(w.published).toHaveLength(1);
  });
});
