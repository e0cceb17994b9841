import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/open";
import {
  deadLetters,
  events,
  idempotencyKeys,
  notificationMarks,
  notifications,
  sessions,
  streamHeads,
} from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { addUser, testServices } from "@/lib/services/identity/testing";
import { pruneEvents } from "./prune-events";
import { pruneDeadLetters, pruneIdempotencyKeys, pruneNotifications, pruneSessions } from "./prune-records";
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

  it("[retention] sessions go 30 days after they ended or ran out; those that let somebody in stay", async () => {
    const userId = (await addUser(testServices(database))).id;
    const session = (userAgent: string, expiresInMs: number, endedAgoMs: number | null) => ({
      id: randomUUID(),
      userId,
      userAgent,
      createdAt: new Date(nowMs - 60 * day),
      expiresAt: new Date(nowMs + expiresInMs),
      endedAt: endedAgoMs === null ? null : new Date(nowMs - endedAgoMs),
    });
    await database.db
      .insert(sessions)
      .values([
        session("live", day, null),
        session("ran out lately", -30 * day + 1, null),
        session("ran out long ago", -30 * day - 1, null),
        session("ended lately", day, 30 * day - 1),
        session("ended long ago", day, 30 * day + 1),
      ]);
    expect(await pruneSessions(database, nowMs)).toBe(2);
    const kept = (await database.db.select().from(sessions)).map((row) => row.userAgent).sort();
    expect(kept).toEqual(["ended lately", "live", "ran out lately"]);
  });

  it("[retention] dead letters that nobody settled go after 90 days", async () => {
    const letter = (type: string, ageMs: number) => ({
      id: randomUUID(),
      stream: "orders",
      type,
      at: new Date(nowMs - ageMs),
      payload: {},
      error: "",
      tries: 5,
      diedAt: new Date(nowMs - ageMs),
    });
    await database.db.insert(deadLetters).values([letter("old", 90 * day + 1), letter("new", 90 * day - 1)]);
    expect(await pruneDeadLetters(database, nowMs)).toBe(1);
    expect((await database.db.select().from(deadLetters)).map((row) => row.type)).toEqual(["new"]);
  });

  it("[retention] notifications go 90 days after their last change, with their marks; an open condition stays", async () => {
    const old = new Date(nowMs - 90 * day - 1);
    const entry = (title: string, kind: "order.large" | "host.disk", updatedAt: Date, resolvedAt: Date | null) => ({
      id: randomUUID(),
      kind,
      severity: "info" as const,
      title,
      body: "",
      fingerprint: title,
      audience: { roles: ["admin"] },
      createdAt: old,
      updatedAt,
      resolvedAt,
    });
    const rows = [
      entry("old", "order.large", old, null),
      entry("resolved", "host.disk", old, old),
      entry("open", "host.disk", old, null),
      entry("changed", "order.large", new Date(nowMs - 90 * day + 1), null),
    ];
    await database.db.insert(notifications).values(rows);
    const userId = randomUUID();
    await database.db
      .insert(notificationMarks)
      .values(rows.map(({ id: notificationId }) => ({ userId, notificationId, readAt: old })));
    expect(await pruneNotifications(database, nowMs)).toBe(2);
    const kept = (await database.db.select().from(notifications)).map((row) => row.title).sort();
    expect(kept).toEqual(["changed", "open"]);
    expect(await database.db.select().from(notificationMarks)).toHaveLength(2);
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
    const vacuumed = async () => {
      await vacuumTables(database);
      return bytes();
    };
    // The statistics of what changed are written some time after the change, those of the insert perhaps before those of the delete.
    await expect.poll(vacuumed, { timeout: 10_000 }).toBeLessThan(before);
    await expect.poll(() => vacuumTables(database), { timeout: 10_000 }).not.toContain("outbox");
  });
});
