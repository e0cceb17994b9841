import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { expect, it } from "vitest";
import { isUnavailable, sqlState } from "./errors";
import type { Database } from "./open";
import * as schema from "./schema";
import { testDatabase } from "./testing";
import { readSnapshot, type Transaction, transaction } from "./transaction";

const count = async (reader: Database["db"] | Transaction): Promise<number> => reader.$count(schema.settings);
const insert = (tx: Database["db"] | Transaction, key: string) => tx.insert(schema.settings).values({ key, value: 0 });

it("[TX1] commits what the work did and returns its result", async () => {
  await using database = await testDatabase();
  const result = await transaction(database, async (tx) => {
    await insert(tx, "a");
    return count(tx);
  });
  expect(result).toBe(1);
  expect(await count(database.db)).toBe(1);
});

it("[TX1] undoes everything and throws what the work threw", async () => {
  await using database = await testDatabase();
  const failure = new Error("no");
  const outcome = transaction(database, async (tx) => {
    await insert(tx, "a");
    throw failure;
  });
  await expect(outcome).rejects.toBe(failure);
  expect(await count(database.db)).toBe(0);
  expect(database.pool.idleCount).toBe(database.pool.totalCount);
});

it("[TX1] does not pretend to commit after a statement failed and the work passed over it", async () => {
  await using database = await testDatabase();
  const outcome = transaction(database, async (tx) => {
    await insert(tx, "a");
    await tx.execute(sql`select nonsense`).catch(() => undefined);
  });
  await expect(outcome).rejects.toMatchObject({ cause: { message: expect.stringContaining("nothing was committed") } });
  expect(await count(database.db)).toBe(0);
});

it("[TX2] keeps what is not committed from every other connection", async () => {
  await using database = await testDatabase();
  let outside: Promise<number> | undefined;
  await transaction(database, async (tx) => {
    await insert(tx, "a");
    outside = count(database.db);
    // PostgreSQL answers at once; the embedded database lets the other wait for the end of this transaction.
    if (database.kind === "postgres") expect(await outside).toBe(0);
    expect(await count(tx)).toBe(1);
  });
  expect(await outside).toBe(database.kind === "postgres" ? 0 : 1);
});

it("[TX2] loses no update of many writers that lock the row first", async () => {
  await using database = await testDatabase();
  await insert(database.db, "counter");
  const counter = eq(schema.settings.key, "counter");
  const increment = () =>
    transaction(database, async (tx) => {
      const [row] = await tx.select().from(schema.settings).where(counter).for("update");
      await tx
        .update(schema.settings)
        .set({ value: Number(row?.value) + 1 })
        .where(counter);
    });
  await Promise.all(Array.from({ length: 60 }, increment));
  expect((await database.db.select().from(schema.settings).where(counter))[0]?.value).toBe(60);
});

it("[TX3] repeats the work after a collision, and only then", async () => {
  await using database = await testDatabase();
  let attempts = 0;
  const workFailing = (times: number, state: string) => async (tx: Transaction) => {
    attempts += 1;
    await insert(tx, state);
    if (attempts <= times) await tx.execute(sql.raw(`do $$ begin raise sqlstate '${state}'; end $$`));
  };
  await transaction(database, workFailing(2, "40001"));
  expect(attempts).toBe(3);
  expect(await count(database.db)).toBe(1);

  attempts = 0;
  await expect(transaction(database, workFailing(99, "P0001"))).rejects.toSatisfy(
    (error) => sqlState(error) === "P0001",
  );
  expect(attempts).toBe(1);
});

it("[TX3] gives up after a bounded number of attempts", async () => {
  await using database = await testDatabase();
  const delays: number[] = [];
  const retry = (attempt: number) => (attempt < 4 ? delays.push(attempt) && 0 : null);
  const collide = (tx: Transaction) => tx.execute(sql.raw("do $$ begin raise sqlstate '40P01'; end $$"));
  await expect(transaction(database, collide, { retry })).rejects.toSatisfy((error) => sqlState(error) === "40P01");
  expect(delays).toEqual([1, 2, 3]);
});

it("[TX4] ends with its connection, and neither the process nor the pool ends with it", async () => {
  await using database = await testDatabase();
  const killer =
    database.kind === "postgres" ? "select pg_terminate_backend(pg_backend_pid())" : "copy settings from stdin";
  const outcome = transaction(database, async (tx) => {
    await insert(tx, "a");
    await tx.execute(sql.raw(killer));
  });
  await expect(outcome).rejects.toSatisfy(isUnavailable);
  await expect.poll(() => count(database.db).catch(() => "not yet"), { timeout: 10_000 }).toBe(0);
});

it("[TX4] gives no connection back that still waits for an answer", async () => {
  await using database = await testDatabase();
  const pool = new pg.Pool({ ...database.pool.options, max: 1, query_timeout: 200 });
  const impatient = { ...database, pool };
  const outcome = transaction(impatient, (tx) => tx.execute(sql`select pg_sleep(1)`));
  await expect(outcome).rejects.toSatisfy(isUnavailable);
  expect(pool.totalCount).toBe(0);
  await expect.poll(() => transaction(impatient, count).catch(() => "not yet"), { timeout: 10_000 }).toBe(0);
  await pool.end();
});

it("[TX5] reads one moment, and writes nothing", async () => {
  await using database = await testDatabase();
  let inserted: Promise<unknown> | undefined;
  await readSnapshot(database, async (tx) => {
    expect(await count(tx)).toBe(0);
    inserted = insert(database.db, "meanwhile").execute();
    if (database.kind === "postgres") await inserted;
    expect(await count(tx)).toBe(0);
  });
  await inserted;
  expect(await count(database.db)).toBe(1);
  const write = readSnapshot(database, async (tx) => insert(tx, "b"));
  await expect(write).rejects.toSatisfy((error) => sqlState(error) === "25006");
});

if (process.env.TEST_DATABASE === "postgres") {
  it("[TX3] resolves a real deadlock: both transactions commit", async () => {
    await using database = await testDatabase();
    for (const key of ["a", "b"]) await insert(database.db, key);
    let started = 0;
    let bothStarted = (): void => undefined;
    const barrier = new Promise<void>((resolve) => {
      bothStarted = resolve;
    });
    const add = (tx: Transaction, key: string) =>
      tx.execute(sql`update settings set value = to_jsonb(value::int + 1) where key = ${key}`);
    const both = (first: string, second: string) =>
      transaction(database, async (tx) => {
        await add(tx, first);
        started += 1;
        if (started === 2) bothStarted();
        await barrier;
        await add(tx, second);
      });
    await Promise.all([both("a", "b"), both("b", "a")]);
    const rows = await database.db.select().from(schema.settings);
    expect(rows.map(({ value }) => value)).toEqual([2, 2]);
    expect(started).toBeGreaterThan(2);
  });
}
