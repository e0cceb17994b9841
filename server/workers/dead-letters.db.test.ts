import { asc, eq, ne, sql } from "drizzle-orm";
import { expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { readHead, type StoredEvent } from "@/lib/db/stream-log";
import { testLog } from "@/lib/db/testing";
import { discardDeadLetter } from "@/lib/services/delivery/discard-dead-letter";
import { listDeadLetters } from "@/lib/services/delivery/list-dead-letters";
import { retryDeadLetter } from "@/lib/services/delivery/retry-dead-letter";
import { placeOrder } from "@/lib/services/orders/testing";
import { relayWorld } from "./relay-world";

/** An event without what its stream's events have. */
const addPoison = (database: Database, payload: object = { not: "an order" }) =>
  database.db.insert(schema.outbox).values({ stream: "orders", type: "order.created", at: new Date(), payload });

const idOf = ({ payload }: StoredEvent) => (payload as Order | null)?.id;

it("[DL-POISON] an event that cannot be published never gets an offset: after 5 tries it is a dead letter, and the stream moves on in order", async () => {
  await using w = await relayWorld();
  const first = await placeOrder(w.operator);
  await addPoison(w.database);
  const second = await placeOrder(w.operator);
  await using _relay = await w.start();
  await w.until(() => w.published.length === 2 && w.died() === 1);
  expect(w.published.map((event) => [event.offset, idOf(event)])).toEqual([
    [1, first.id],
    [2, second.id],
  ]);
  const { items, total } = await listDeadLetters(w.admin, {});
  expect(total).toBe(1);
  expect(items[0]).toMatchObject({ stream: "orders", tries: 5, offset: null, payload: { not: "an order" } });
  expect(items[0]?.error).toMatch(/TypeError/);
});

it("[DL-BACKLOG] what lies before and behind a dead letter goes in batches, not one at a time", async () => {
  await using w = await relayWorld();
  const batches: number[] = [];
  const placed: string[] = [];
  for (let i = 0; i < 14; i++) {
    if (i === 7) await addPoison(w.database);
    placed.push((await placeOrder(w.operator)).id);
  }
  await using _relay = await w.start({
    batchSize: 50,
    publish: (stream, _epoch, events) => void (stream === "orders" && batches.push(events.length)),
  });
  await w.until(() => w.published.length === 14);
  expect(w.published.map(idOf)).toEqual(placed);
  expect(batches).toEqual([7, 7]);
});

it("[DL-PASSES] after a failure that passes as many as a batch go one at a time, and batches after them", async () => {
  await using w = await relayWorld();
  const batches: number[] = [];
  for (let i = 0; i < 14; i++) await placeOrder(w.operator);
  let isBroken = true;
  await using _relay = await w.start({
    batchSize: 5,
    publish(stream, _epoch, events) {
      if (stream !== "orders") return;
      if (isBroken) {
        isBroken = false;
        throw new Error("once");
      }
      batches.push(events.length);
    },
  });
  await w.until(() => w.published.length === 14);
  // Five that were stored when it failed, five more, and the rest together.
  expect(batches).toEqual([...Array<number>(10).fill(1), 4]);
  expect(w.died()).toBe(0);
});

it("[DL-STORE] an event that the database refuses is a dead letter too, with the database's reason", async () => {
  await using w = await relayWorld();
  await w.database.pool.query("alter table events add constraint no_poison check (type <> 'poison')");
  const first = await placeOrder(w.operator);
  await w.database.db.update(schema.outbox).set({ type: "poison" });
  const second = await placeOrder(w.operator);
  await using _relay = await w.start();
  await w.until(() => w.published.length === 1 && w.died() === 1);
  expect(w.published.map(idOf)).toEqual([second.id]);
  const [letter] = (await listDeadLetters(w.admin, {})).items;
  expect([letter?.type, (letter?.payload as Order | undefined)?.id]).toEqual(["poison", first.id]);
  expect(letter?.error).toContain("no_poison");
  expect(letter?.error).not.toContain("Canary");
});

it("[DL-PUBLISH] an event that fails after it was stored leaves a void at its offset, and nothing is missing around it", async () => {
  await using w = await relayWorld();
  const orders = [await placeOrder(w.operator), await placeOrder(w.operator), await placeOrder(w.operator)];
  const poison = orders[1]?.id;
  await using _relay = await w.start({
    publish: (_stream, _epoch, events) => {
      if (events.some((event) => idOf(event) === poison)) throw new Error("This one cannot be told.");
    },
  });
  await w.until(() => w.published.length === 3);
  expect(w.published.map(({ offset, type }) => [offset, type])).toEqual([
    [1, "order.created"],
    [2, "void"],
    [3, "order.created"],
  ]);
  const stored = await w.database.db
    .select()
    .from(schema.events)
    .where(eq(schema.events.stream, "orders"))
    .orderBy(asc(schema.events.offset));
  expect(stored.map(({ type, payload }) => [type, (payload as Order | null)?.id])).toEqual([
    ["order.created", orders[0]?.id],
    ["void", undefined],
    ["order.created", orders[2]?.id],
  ]);
  expect((await readHead(w.database.db, "orders")).head).toBe(3);
  expect((await listDeadLetters(w.admin, {})).items[0]).toMatchObject({
    offset: 2,
    error: "Error: This one cannot be told.",
  });
});

it("[DL-FAULT] a database that is away is nobody's poison: nothing is buried, and all is told once it is back", async () => {
  await using w = await relayWorld();
  const order = await placeOrder(w.operator);
  await w.database.pool.query(
    `create function away() returns trigger language plpgsql as $$ begin raise exception 'no space' using errcode = '53100'; end $$;
     create trigger away before insert on events for each row execute function away()`,
  );
  let failures = 0;
  let failedOften: () => void = () => undefined;
  const often = new Promise<void>((resolve) => {
    failedOften = resolve;
  });
  // Enough for an event to be buried, if failures like these counted.
  const log = Object.assign(Object.create(testLog), {
    error: () => {
      failures += 1;
      if (failures === 60) failedOften();
    },
  });
  await using _relay = await w.start({ log });
  await often;
  await w.database.pool.query("drop trigger away on events");
  await w.until(() => w.published.length === 1);
  expect(idOf(w.published[0] as StoredEvent)).toBe(order.id);
  expect(w.died()).toBe(0);
}, 30_000);

it("[DL-RETRY] a retried dead letter becomes its stream's newest event; a second retry finds nothing", async () => {
  await using w = await relayWorld();
  const order = await placeOrder(w.operator);
  await w.database.db.execute(sql`update outbox set payload = '{"customer":null}'::jsonb`);
  await using _relay = await w.start();
  await w.until(() => w.died() === 1);
  const [letter] = (await listDeadLetters(w.admin, {})).items;
  const id = letter?.id ?? "";
  // Somebody mended what was wrong with it.
  await w.database.db.update(schema.deadLetters).set({ payload: order });
  await retryDeadLetter(w.admin, { id });
  await w.until(() => w.published.length === 1);
  expect(w.published.map((event) => [event.offset, idOf(event)])).toEqual([[1, order.id]]);
  await expect(retryDeadLetter(w.admin, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await listDeadLetters(w.admin, {})).total).toBe(0);
});

it("[DL-DISCARD] a discarded dead letter is gone; only who manages settings may see, retry or discard", async () => {
  await using w = await relayWorld();
  await addPoison(w.database);
  await using _relay = await w.start();
  await w.until(() => w.died() === 1);
  const id = (await listDeadLetters(w.admin, {})).items[0]?.id ?? "";
  await expect(listDeadLetters(w.operator, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(retryDeadLetter(w.operator, { id })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(discardDeadLetter(w.operator, { id })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await discardDeadLetter(w.admin, { id });
  await expect(discardDeadLetter(w.admin, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await w.database.db.select().from(schema.outbox).where(ne(schema.outbox.stream, "audit"))).toEqual([]);
});
