import { join } from "node:path";
import { expect, it } from "vitest";
import { migrationsOfNextVersion } from "./fixtures/next-version";
import { migrate } from "./migrate";
import type { Database } from "./open";
import { testDatabase } from "./testing";

const FOLDER = join(import.meta.dirname, "migrations");

const dropAll = (database: Database) =>
  database.pool.query("drop schema public cascade; create schema public; drop schema drizzle cascade");

const tables = async (database: Database): Promise<string[]> =>
  (await database.pool.query("select tablename from pg_tables where schemaname = 'public' order by 1")).rows.map(
    ({ tablename }) => tablename,
  );

it("[MIG1] brings an empty database up to date, then has nothing to do", async () => {
  await using database = await testDatabase();
  await dropAll(database);
  expect(await migrate(database, { folder: FOLDER })).toBe(true);
  expect(await tables(database)).toContain("orders");
  expect(await migrate(database, { folder: FOLDER })).toBe(false);
});

it("[MIG1] takes the folder of the working directory by default", async () => {
  await using database = await testDatabase();
  expect(await migrate(database)).toBe(false);
});

it("[MIG2] applies only what is new", async () => {
  await using database = await testDatabase();
  await database.pool.query("insert into settings (key, value) values ('kept', '1')");
  await using folder = await migrationsOfNextVersion("create table next (id int);");
  expect(await migrate(database, { folder: folder.path })).toBe(true);
  expect(await tables(database)).toContain("next");
  expect((await database.pool.query("select key from settings")).rows).toEqual([{ key: "kept" }]);
});

it("[MIG3] leaves nothing of a migration that fails", async () => {
  await using database = await testDatabase();
  await using folder = await migrationsOfNextVersion(
    "create table next (id int);--> statement-breakpoint\nselect nonsense;",
  );
  await expect(migrate(database, { folder: folder.path })).rejects.toThrow();
  expect(await tables(database)).not.toContain("next");
  expect(await migrate(database, { folder: FOLDER })).toBe(false);
});

it("[MIG4] refuses a database that a newer version wrote", async () => {
  await using database = await testDatabase();
  await using folder = await migrationsOfNextVersion("create table next (id int);");
  await migrate(database, { folder: folder.path });
  await expect(migrate(database, { folder: FOLDER })).rejects.toThrow(/newer version/);
});

if (process.env.TEST_DATABASE === "postgres") {
  it("[MIG5] lets one of several processes migrate while the others wait", async () => {
    await using database = await testDatabase();
    await dropAll(database);
    const results = await Promise.all(Array.from({ length: 4 }, () => migrate(database, { folder: FOLDER })));
    expect(results.filter(Boolean)).toHaveLength(1);
  });
}
