import { sql } from "drizzle-orm";
import { pino } from "pino";
import { expect, it } from "vitest";
import { openDatabase } from "./open";
import { testDatabase, testLog } from "./testing";

it("[DB1] gives every caller an empty, migrated database of its own", async () => {
  {
    await using used = await testDatabase();
    await used.pool.query("insert into settings (key, value) values ('a', '1')");
    await used.pool.query("create table extra (id int)");
  }
  await using database = await testDatabase();
  await using second = await testDatabase();
  for (const each of [database, second]) {
    expect((await each.db.execute(sql`select count(*)::int as n from settings`)).rows).toEqual([{ n: 0 }]);
    await each.pool.query("create table extra (id int)");
  }
});

it("[DB2] measures its answer time in milliseconds", async () => {
  await using database = await testDatabase();
  const ms = await database.ping();
  expect(ms).toBeGreaterThan(0);
  expect(ms).toBeLessThan(1000);
});

it("[DB3] goes on after all its connections were cut", async () => {
  await using database = await testDatabase();
  await Promise.all(Array.from({ length: 4 }, () => database.ping()));
  if (database.kind === "postgres") {
    const other = await database.connect();
    await other.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await other.end();
  } else {
    await expect(database.pool.query("copy settings from stdin")).rejects.toThrow();
  }
  await expect.poll(() => database.ping().catch(() => Infinity), { timeout: 10_000 }).toBeLessThan(1000);
});

if (process.env.TEST_DATABASE === "postgres") {
  const adminUrl = process.env.TEST_POSTGRES_URL ?? "";

  it("[DB3] logs in a short line, without the password, that a connection ended", async () => {
    const lines: string[] = [];
    const log = pino({ level: "debug" }, { write: (line) => void lines.push(line) });
    await using database = await openDatabase({ databaseUrl: adminUrl, dataDir: "", log });
    const other = await database.connect();
    const { rows } = await database.pool.query("select pg_backend_pid() as pid");
    await other.query("select pg_terminate_backend($1)", [rows[0].pid]);
    await expect.poll(() => lines.length).toBe(1);
    expect(lines[0]).toContain("a database connection ended");
    expect(lines[0]?.length).toBeLessThan(300);
    expect(lines[0]).not.toContain(new URL(adminUrl).password);
    await other.end();
  });

  it("[DB6] never has more connections than it may, and a statement that takes too long is ended by the server", async () => {
    await using database = await openDatabase({ databaseUrl: adminUrl, dataDir: "", log: testLog, poolSize: 2 });
    const asked = Array.from({ length: 20 }, () => database.pool.query("select pg_backend_pid() as pid"));
    const pids = (await Promise.all(asked)).map(({ rows }) => rows[0].pid);
    expect(new Set(pids).size).toBeLessThanOrEqual(2);
    const { rows } = await database.pool.query(
      "select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle",
    );
    expect(rows).toEqual([{ statement: "10s", idle: "10s" }]);
  });

  it("[DB4] bears being closed twice", async () => {
    const database = await openDatabase({ databaseUrl: adminUrl, dataDir: "", log: testLog });
    await database[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  it.each([
    ["database", (url: URL) => Object.assign(url, { pathname: "/nowhere" }), /it has no such database/],
    ["password", (url: URL) => Object.assign(url, { password: "s3cret" }), /it refuses this user or password/],
    ["port", (url: URL) => Object.assign(url, { port: "1" }), /nothing listens there/],
  ])("[DB5] says in one line that the %s is wrong", async (_, change, reason) => {
    const url = change(new URL(adminUrl));
    const failure: Error = await openDatabase({ databaseUrl: url.href, dataDir: "", log: testLog }).then(
      () => expect.unreachable(),
      (error) => error,
    );
    expect(failure.message).toMatch(reason);
    expect(failure.message).not.toMatch(/\n|s3cret/);
  });
}
