import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/open";
import { events, idempotencyKeys, streamHeads } from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { pruneEvents } from "./prune-events";
import { pruneIdempotencyKeys } from "./prune-keys";
import { vacuumTables } from "./vacuum";

const nowMs = Date.UTC(2026, 10, 21, 12);
const day = 86_400_000;

describe("pruner", () => {
  let database: Database;
  beforeEach(async () => {
    database = await testDatabase();
    return () => database[Symbol.asyncDispose]();
  });

  /** Events 1 … head; the first `old` of them are 8 days old. */
  const fill = async (stream: string, head: number, old: number) => {
    await database.db.insert(streamHeads).values({ stream, epoch: randomUUID(), head });
    await database.pool.query(
      `insert into events (stream, "offset", id, type, at, payload)
       select $1, n, gen_random_uuid(), 'order.updated', $4::timestamptz - case when n <= $3 then interval '8 days' else interval '1 day' end, '{}'
       from generate_series(1, $2::int) as n`,
      [stream, head, old, new Date(nowMs).toISOString()],
    );
  };

  /** What the stream promises and what it has. */
  const state = async (stream: string) => {
    const { rows } = await database.pool.query(
      `select floor::int as floor, (select min("offset")::int from events where stream = $1) as first from stream_heads where stream = $1`,
      [stream],
    );
    return rows[0];
  };

  it("[retention] events older than 7 days go, and the floor says so", async () => {
    await fill("orders", 15_000, 3_700);
    expect(await pruneEvents(database, nowMs)).toBe(3_700);
    expect(await state("orders")).toEqual({ floor: 3_700, first: 3_701 });
    expect(await pruneEvents(database, nowMs)).toBe(0);
  });

  it("[retention] the last 10,000 events stay, whatever their age", async () => {
    await fill("orders", 12_500, 12_500);
    await fill("notifications", 9_000, 9_000);
    expect(await pruneEvents(database, nowMs)).toBe(2_500);
    expect(await state("orders")).toEqual({ floor: 2_500, first: 2_501 });
    expect(await state("notifications")).toEqual({ floor: 0, first: 1 });
  });

  it("[retention] an old event behind a new one stays: what is gone is always the beginning", async () => {
    await fill("orders", 12_000, 500);
    await database.db.update(events).set({ at: new Date(nowMs - 9 * day) });
    await database.pool.query(`update events set at = $1 where "offset" = 101`, [new Date(nowMs).toISOString()]);
    await pruneEvents(database, nowMs);
    expect(await state("orders")).toEqual({ floor: 100, first: 101 });
  });

  it("[retention] answers of commands are kept for 7 days", async () => {
    const key = (name: string, ageMs: number) => ({
      principal: "u1",
      key: name,
      operation: "createOrder",
      inputHash: "",
      result: {},
      createdAt: new Date(nowMs - ageMs),
    });
    await database.db.insert(idempotencyKeys).values([key("old", 7 * day + 1), key("new", 7 * day - 1)]);
    expect(await pruneIdempotencyKeys(database, nowMs)).toBe(1);
    expect((await database.db.select().from(idempotencyKeys)).map((row) => row.key)).toEqual(["new"]);
  });

  it("[embedded database] space of deleted rows is used again", async () => {
    const churn = async () => {
      await database.pool.query(
        "insert into outbox (stream, type, at, payload) select 'orders', 'x', now(), '{}' from generate_series(1, 5000)",
      );
      await database.pool.query("delete from outbox");
    };
    const bytes = async () =>
      (await database.pool.query("select pg_relation_size('outbox')::int as bytes")).rows[0].bytes;
    await churn();
    const before = await bytes();
    // The statistics of what changed are written some time after the change.
    await expect.poll(() => vacuumTables(database), { timeout: 10_000 }).toContain("outbox");
    expect(await bytes()).toBeLessThan(before);
    expect(await vacuumTables(database)).not.toContain("outbox");
  });
});
