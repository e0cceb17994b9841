import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/open";
import { makePartitionsAhead, readPartitions, readRowTables } from "@/lib/db/partitions";
import { streamHeads } from "@/lib/db/schema";
import { readEvents } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { type MetricsWorld, metricsWorld, sample } from "@/lib/services/metrics/testing";
import { pruneEvents } from "./prune-events";
import { pruneSamples } from "./prune-samples";

const onPostgres = process.env.TEST_DATABASE === "postgres";
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const nowMs = Date.UTC(2026, 10, 21, 12, 30);
const iso = (ms: number) => new Date(ms).toISOString();

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
  return () => database[Symbol.asyncDispose]();
});

const namesOf = async (table: string) => (await readPartitions(database.db, table)).map(({ name }) => name);

describe("samples", () => {
  let world: MetricsWorld;
  beforeEach(async () => {
    world = await metricsWorld(database, nowMs);
    await world.store.record([sample("m", 1, nowMs)]);
    world.store.ledger.finishCatchUp();
  });

  const fill = (table: string, fromMs: number, toMs: number, stepMs: number) =>
    database.pool.query(
      `insert into ${table} select series.id, at, 1, 1, 1, 1
       from series, generate_series($1::timestamptz, $2::timestamptz, $3 * interval '1 millisecond') as at`,
      [iso(fromMs), iso(toMs), stepMs],
    );
  const countOf = async (table: string): Promise<number> =>
    (await database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n;

  it("[PART-DROP] what is wholly past its time goes as a whole, not row by row", async () => {
    await makePartitionsAhead(database, nowMs - 3 * hour);
    await fill("samples_1s", nowMs - 3 * hour, nowMs, 1_000);
    const pruned = await pruneSamples(world, nowMs);
    if (!onPostgres) {
      expect(pruned).toEqual({ partitions: [], rows: 3 * 3_600 - 70 * 60 });
      return;
    }
    // 12:30 less an hour and ten minutes is 11:20.
    expect(pruned).toEqual({ partitions: ["samples_1s_2026_11_21_09", "samples_1s_2026_11_21_10"], rows: 0 });
    expect(await countOf("samples_1s")).toBe(90 * 60 + 1);
    expect((await namesOf("samples_1s"))[0]).toBe("samples_1s_2026_11_21_11");
    expect(await pruneSamples(world, nowMs)).toEqual({ partitions: [], rows: 0 });
  });

  it("[PART-NEEDED] nothing goes before the coarser table has it", async () => {
    await makePartitionsAhead(database, nowMs - 3 * hour);
    await fill("samples_1s", nowMs - 3 * hour, nowMs - 2 * hour, 1_000);
    world.store.ledger.mark(1, nowMs - 3 * hour + 40 * minute);
    await pruneSamples(world, nowMs);
    // 10:10 waits to be computed: of the hour from 10 on nothing is gone, of the one before all that may.
    const { rows } = await database.pool.query("select min(at) as oldest from samples_1s");
    expect(rows[0].oldest.toISOString()).toBe(iso(onPostgres ? nowMs - 2.5 * hour : nowMs - 3 * hour + 40 * minute));
    world.store.ledger.take(1, nowMs, 10);
    await pruneSamples(world, nowMs);
    expect(await countOf("samples_1s")).toBe(0);
  });

  it("[PART-CTID] deleting what has no partition takes no row of another one with it", async () => {
    await makePartitionsAhead(database, nowMs);
    await fill("samples_1s", nowMs - 5 * hour, nowMs - 5 * hour + 99_000, 1_000);
    await fill("samples_1s", nowMs, nowMs + 99_000, 1_000);
    expect((await pruneSamples(world, nowMs)).rows).toBe(100);
    const { rows } = await database.pool.query("select min(at) as oldest, count(*)::int as n from samples_1s");
    expect(rows[0]).toEqual({ oldest: new Date(nowMs), n: 100 });
  });
});

describe("events", () => {
  /** Events 1 … head, one each `stepMs`, the last of them now. */
  const fill = async (stream: string, head: number, stepMs: number) => {
    await database.db.insert(streamHeads).values({ stream, epoch: randomUUID(), head });
    await database.pool.query(
      `insert into events (stream, "offset", id, type, at, payload)
       select $1, n, gen_random_uuid(), 'order.updated', $3::timestamptz - ($2 - n) * $4 * interval '1 millisecond', '{}'
       from generate_series(1, $2::int) as n`,
      [stream, head, iso(nowMs), stepMs],
    );
  };
  const floorOf = async (stream: string): Promise<number> =>
    (await database.db.select().from(streamHeads)).find((head) => head.stream === stream)?.floor ?? Number.NaN;
  /** Makes a partition for each day since, as a keeper that ran every day. */
  const makeDays = async (days: number) => {
    for (let atMs = nowMs - days * day; atMs <= nowMs; atMs += day) await makePartitionsAhead(database, atMs);
  };
  const expectWhole = async (stream: string, head: number) => {
    const floor = await floorOf(stream);
    const offsets = (await readEvents(database.db, stream as "orders", floor, head)).map(({ offset }) => offset);
    expect(offsets).toEqual(Array.from({ length: head - floor }, (_, i) => floor + 1 + i));
  };

  it("[PART-FLOOR] days beyond the seventh go as a whole, and the floor says so", async () => {
    await makeDays(10);
    await fill("orders", 20_000, (10 * day) / 20_000);
    // 2,000 a day: 6,000 are older than seven days.
    expect(await pruneEvents(database, nowMs)).toBe(5_999);
    expect(await floorOf("orders")).toBe(5_999);
    await expectWhole("orders", 20_000);
    if (!onPostgres) return;
    expect((await namesOf("events"))[0]).toBe("events_2026_11_14_00");
    expect(await pruneEvents(database, nowMs)).toBe(0);
  });

  it("[PART-KEPT] the last 10,000 of each stream outlive their days: they move to where rows leave one by one", async () => {
    await makeDays(20);
    await fill("orders", 12_000, (20 * day) / 12_000);
    await fill("notifications", 100, (20 * day) / 100);
    expect(await pruneEvents(database, nowMs)).toBe(2_000);
    expect([await floorOf("orders"), await floorOf("notifications")]).toEqual([2_000, 0]);
    await expectWhole("orders", 12_000);
    await expectWhole("notifications", 100);
    if (onPostgres) expect((await namesOf("events"))[0]).toBe("events_2026_11_14_00");
    // And from there, once newer ones have come.
    await database.pool.query(
      `insert into events select stream, "offset" + 5000, gen_random_uuid(), type, $1, payload from events where stream = 'orders' and "offset" > 7000`,
      [iso(nowMs)],
    );
    await database.pool.query("update stream_heads set head = 17000 where stream = 'orders'");
    expect(await pruneEvents(database, nowMs)).toBe(5_000);
    await expectWhole("orders", 17_000);
    const [rowTable = ""] = await readRowTables(database.db, "events");
    const { rows } = await database.pool.query(
      `select min("offset")::int as first from ${rowTable} where stream = 'orders'`,
    );
    expect(rows).toEqual([{ first: 7_001 }]);
  });

  it("[PART-ORDER] an event of today with a low offset keeps everything behind it, whatever its days", async () => {
    await makeDays(10);
    await fill("orders", 20_000, (10 * day) / 20_000);
    await database.pool.query(`update events set at = $1 where "offset" = 501`, [iso(nowMs)]);
    expect(await pruneEvents(database, nowMs)).toBe(500);
    await expectWhole("orders", 20_000);
  });

  it("[PART-LATE] an event whose time has no partition is stored, read and pruned like any other", async () => {
    await makePartitionsAhead(database, nowMs);
    await fill("orders", 11_000, minute);
    await database.pool.query(`update events set at = $1 where "offset" <= 400`, [iso(nowMs - 30 * day)]);
    await expectWhole("orders", 11_000);
    expect(await pruneEvents(database, nowMs)).toBe(919);
    await expectWhole("orders", 11_000);
  });
});
