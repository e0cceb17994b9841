import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { migrate } from "./migrate";
import type { Database } from "./open";
import { makePartitionsAhead, readPartitions } from "./partitions";
import { readEvents } from "./stream-log";
import { testDatabase } from "./testing";

const onPostgres = process.env.TEST_DATABASE === "postgres";
const FOLDER = join(import.meta.dirname, "migrations");

/** The migrations before the partitions. */
async function formerFolder() {
  const path = await mkdtemp(join(tmpdir(), "pb-migrations-"));
  await cp(FOLDER, path, { recursive: true });
  const journal = JSON.parse(await readFile(join(path, "meta/_journal.json"), "utf8"));
  journal.entries = journal.entries.filter(({ idx }: { idx: number }) => idx < 5);
  await writeFile(join(path, "meta/_journal.json"), JSON.stringify(journal));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** As an installation of the version before left it. */
async function openFormer(): Promise<Database> {
  const database = await testDatabase();
  await database.pool.query("drop schema public cascade; create schema public; drop schema drizzle cascade");
  await using folder = await formerFolder();
  await migrate(database, { folder: folder.path });
  await database.pool.query(`
    insert into samples_1m select n % 3, date_trunc('minute', now()) - n * interval '1 minute', n, 1, n, n from generate_series(1, 300) n;
    insert into samples_6h select 1, date_trunc('day', now()) - n * interval '6 hours', n, 1, n, n from generate_series(1, 300) n;
    insert into stream_heads (stream, epoch, head) values ('orders', gen_random_uuid(), 500);
    insert into events (stream, "offset", id, type, at, payload)
      select 'orders', n, gen_random_uuid(), 'order.updated', now() - (500 - n) * interval '30 minutes', jsonb_build_object('n', n)
      from generate_series(1, 500) n`);
  return database;
}

const contentOf = async ({ pool }: Database) => {
  const read = (table: string, columns: string) =>
    pool.query(
      `select count(*)::int as count, md5(string_agg((${columns})::text, '|' order by ${columns})) as hash from ${table} t`,
    );
  const [minutes, hours, events] = [
    await read("samples_1m", "series_id, at, total, count, min, max"),
    await read("samples_6h", "series_id, at, total, count, min, max"),
    await read("events", 'stream, "offset", at, payload, id'),
  ];
  return [minutes, hours, events].map(({ rows }) => rows[0]);
};

it("[PART-UPGRADE] a running installation keeps every sample and event, and goes on", async () => {
  await using database = await openFormer();
  const before = await contentOf(database);
  expect(before.map(({ count }) => count)).toEqual([300, 300, 500]);
  expect(await migrate(database, { folder: FOLDER })).toBe(true);
  expect(await contentOf(database)).toEqual(before);
  expect((await readEvents(database.db, "orders", 480, 100)).map(({ offset }) => offset)).toEqual(
    Array.from({ length: 20 }, (_, i) => 481 + i),
  );
  await makePartitionsAhead(database, Date.now() + 3 * 86_400_000);
  await database.pool.query(`
    insert into samples_1m values (1, now() + interval '5 days', 1, 1, 1, 1);
    insert into events (stream, "offset", id, type, at, payload)
      select 'orders', 500 + n, gen_random_uuid(), 'order.updated', now() + n * interval '1 day', '{}' from generate_series(1, 5) n`);
  expect((await readEvents(database.db, "orders", 498, 100)).map(({ offset }) => offset)).toEqual([
    499, 500, 501, 502, 503, 504, 505,
  ]);
});

it("[PART-UPGRADE] a sample or event twice is still one too many", async () => {
  await using database = await openFormer();
  await migrate(database, { folder: FOLDER });
  const again = (table: string) => database.pool.query(`insert into ${table} select * from ${table} limit 1`);
  for (const table of ["samples_1m", "samples_6h", "events"])
    await expect(again(table), table).rejects.toMatchObject({ code: "23505" });
});

if (onPostgres) {
  it("[PART-UPGRADE] nothing is copied: the old table is the partition of everything before a border a day away", async () => {
    await using database = await openFormer();
    const fileOf = async (table: string) =>
      (await database.pool.query("select pg_relation_filenode($1::regclass) as file", [table])).rows[0].file;
    const files = [await fileOf("samples_1m"), await fileOf("events")];
    await migrate(database, { folder: FOLDER });
    expect([await fileOf("samples_1m_before"), await fileOf("events_before")]).toEqual(files);
    const [before, rest] = await readPartitions(database.db, "events");
    expect(before).toMatchObject({ name: "events_before", fromMs: null });
    expect(before?.toMs).toBeGreaterThan(Date.now() + 86_400_000);
    expect(rest).toEqual({ name: "events_rest", fromMs: null, toMs: null });
    // Tables that were empty need no partition of before.
    expect(await readPartitions(database.db, "samples_1s")).toEqual([
      { name: "samples_1s_rest", fromMs: null, toMs: null },
    ]);
  });

  it("[ORDER-SEARCH] a search has an index where pg_trgm is to be had, and the rest is the same where it is not", async () => {
    const hasIndex = async ({ pool }: Database) =>
      (await pool.query("select to_regclass('orders_search') is not null as there")).rows[0].there;
    await using database = await openFormer();
    await migrate(database, { folder: FOLDER });
    expect(await hasIndex(database)).toBe(true);
    await using without = await openFormer();
    // As some hosts have it: installed where nobody looks.
    await without.pool.query("create schema elsewhere; create extension pg_trgm schema elsewhere");
    expect(await migrate(without, { folder: FOLDER })).toBe(true);
    expect(await hasIndex(without)).toBe(false);
    expect((await readPartitions(without.db, "events")).length).toBeGreaterThan(0);
  });

  it("[PART-UPGRADE] what a wrong clock dated far ahead does not move the border", async () => {
    await using database = await openFormer();
    await database.pool.query("insert into samples_1m values (9, '2099-01-01', 1, 1, 1, 1)");
    await migrate(database, { folder: FOLDER });
    const { rows } = await database.pool.query(
      "select tableoid::regclass::text as place from samples_1m where series_id = 9",
    );
    expect(rows).toEqual([{ place: "samples_1m_rest" }]);
    const [before] = await readPartitions(database.db, "samples_1m");
    expect(before?.toMs).toBeLessThan(Date.now() + 4 * 86_400_000);
  });
}
