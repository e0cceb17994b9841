import { expect, it } from "vitest";
import type { Database } from "./open";
import { partitionedTables } from "./partition-plan";
import { dropPartitions, makePartitionsAhead, makePartitionsBack, readPartitions, readRowTables } from "./partitions";
import { testDatabase } from "./testing";

const onPostgres = process.env.TEST_DATABASE === "postgres";
const hour = 3_600_000;
const day = 24 * hour;
const nowMs = Date.UTC(2026, 10, 21, 12, 30);
const iso = (ms: number) => new Date(ms).toISOString();

const addSample = ({ pool }: Database, atMs: number, seriesId = 1) =>
  pool.query("insert into samples_1s (series_id, at, total, count, min, max) values ($1, $2, 1, 1, 1, 1)", [
    seriesId,
    iso(atMs),
  ]);

/** Where each sample is, oldest first. */
const placesOf = async ({ pool }: Database): Promise<string[]> =>
  (await pool.query("select tableoid::regclass::text as place from samples_1s order by at")).rows.map(
    ({ place }) => place,
  );

const namesOf = async ({ db }: Database, table: string) => (await readPartitions(db, table)).map(({ name }) => name);

it("[PART-AHEAD] now and what comes has a partition, on PostgreSQL; the embedded database has each table whole", async () => {
  await using database = await testDatabase();
  const made = await makePartitionsAhead(database, nowMs);
  await addSample(database, nowMs + 2 * hour);
  if (!onPostgres) {
    expect(made).toEqual([]);
    expect(await readPartitions(database.db, "samples_1s")).toEqual([]);
    expect(await readRowTables(database.db, "samples_1s")).toEqual(["samples_1s"]);
    return;
  }
  const hours = [12, 13, 14, 15, 16, 17, 18].map((each) => `samples_1s_2026_11_21_${each}`);
  expect(made).toEqual(expect.arrayContaining(hours));
  expect(await namesOf(database, "samples_1s")).toEqual([...hours, "samples_1s_rest"]);
  expect(await placesOf(database)).toEqual(["samples_1s_2026_11_21_14"]);
  for (const { name, aheadMs } of partitionedTables) {
    const partitions = (await readPartitions(database.db, name)).filter(({ toMs }) => toMs !== null);
    expect(partitions[0]?.fromMs, name).toBeLessThanOrEqual(nowMs);
    expect(partitions.at(-1)?.toMs, name).toBeGreaterThan(nowMs + aheadMs);
    for (const [index, { toMs }] of partitions.slice(0, -1).entries())
      expect(partitions[index + 1]?.fromMs, name).toBe(toMs);
  }
});

it("[PART-AHEAD] a second time nothing is to be done, and an hour later one partition of an hour is", async () => {
  await using database = await testDatabase();
  await makePartitionsAhead(database, nowMs);
  expect(await makePartitionsAhead(database, nowMs)).toEqual([]);
  const later = await makePartitionsAhead(database, nowMs + hour);
  expect(later).toEqual(onPostgres ? ["samples_1s_2026_11_21_19"] : []);
});

it("[PART-LATE] a time without a partition is no error, and its interval gets none while the rows are there", async () => {
  await using database = await testDatabase();
  await addSample(database, nowMs - 400 * day);
  await addSample(database, nowMs + hour);
  await makePartitionsAhead(database, nowMs);
  if (!onPostgres) return expect(await placesOf(database)).toEqual(["samples_1s", "samples_1s"]);
  expect(await placesOf(database)).toEqual(["samples_1s_rest", "samples_1s_rest"]);
  const names = await namesOf(database, "samples_1s");
  expect(names).not.toContain("samples_1s_2026_11_21_13");
  expect(names).toContain("samples_1s_2026_11_21_14");
  await database.pool.query("delete from samples_1s");
  expect(await makePartitionsAhead(database, nowMs)).toEqual(["samples_1s_2026_11_21_13"]);
});

it("[PART-RACE] of several keepers at once each partition is made once and dropped once, and none fails", async () => {
  await using database = await testDatabase();
  const made = (await Promise.all([1, 2, 3, 4].map(() => makePartitionsAhead(database, nowMs)))).flat();
  made.push(...(await makePartitionsAhead(database, nowMs)));
  expect(new Set(made).size).toBe(made.length);
  const drop = () => dropPartitions(database, "samples_1s", nowMs + 3 * hour);
  const dropped = (await Promise.all([1, 2, 3, 4].map(drop))).flat();
  dropped.push(...(await drop()));
  expect(dropped.sort()).toEqual(onPostgres ? [12, 13, 14].map((each) => `samples_1s_2026_11_21_${each}`) : []);
});

it("[PART-BACK] a database that is filled all at once has partitions for everything that is kept", async () => {
  await using database = await testDatabase();
  await makePartitionsBack(database.db, nowMs);
  for (const { name, keptMs, spanMs } of partitionedTables) {
    const [first, ...others] = await readPartitions(database.db, name);
    if (!onPostgres) expect(first).toBeUndefined();
    else expect(first?.fromMs, name).toBeLessThanOrEqual(nowMs - keptMs);
    if (onPostgres) expect(others.length, name).toBeGreaterThanOrEqual(Math.ceil(keptMs / spanMs));
  }
});

if (onPostgres)
  it("[PART-LOCK] who reads for long keeps a partition from going, and no writer waits for that", async () => {
    await using database = await testDatabase();
    await makePartitionsAhead(database, nowMs - 2 * hour);
    await addSample(database, nowMs - 2 * hour);
    const reader = await database.connect();
    await reader.query("begin; select * from samples_1s");
    const dropping = dropPartitions(database, "samples_1s", nowMs - hour);
    await addSample(database, nowMs);
    expect(await dropping).toEqual([]);
    expect(await placesOf(database)).toHaveLength(2);
    await reader.query("commit");
    await reader.end();
    expect(await dropPartitions(database, "samples_1s", nowMs - hour)).toEqual(["samples_1s_2026_11_21_10"]);
    expect(await placesOf(database)).toEqual(["samples_1s_2026_11_21_12"]);
  });
