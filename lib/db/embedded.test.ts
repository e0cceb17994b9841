import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { RESERVE_NAME } from "./disk-space";
import { DatabaseInUseError, isUnavailable } from "./errors";
import { type Database, openDatabase } from "./open";

let folder: string;
let dataDir: string;

const log = pino({ level: "silent" });
const open = (path = dataDir): Promise<Database> => openDatabase({ dataDir: path, log });
const count = async (database: Database, where = "true"): Promise<number> =>
  (await database.pool.query(`select count(*)::int as n from marks where ${where}`)).rows[0].n;
/** Without the reserve, which is made beside everything else. */
const namesIn = async (path: string): Promise<string[]> =>
  (await readdir(path)).filter((name) => name !== RESERVE_NAME).sort();
const answersAgain = (database: Database): Promise<unknown> =>
  vi.waitFor(() => database.pool.query("select 1"), { timeout: 10_000, interval: 20 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pb-emb-"));
  dataDir = join(folder, "not/there/yet");
  await using database = await open();
  await database.pool.query("create table marks (number int, half int, body text, primary key (number, half))");
  await database.pool.query("insert into marks values (-1, 1, 'first')");
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

it("[EMB1] creates folders for this user alone and finds its rows again after a close", async () => {
  await using database = await open();
  expect(await count(database, "number = -1")).toBe(1);
  for (const name of [".", "pgdata", "socket"]) expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o700);
  expect(await namesIn(dataDir)).toEqual(["pgdata", "pulseboard.lock", "socket"]);
});

it("[EMB1] leaves neither lock nor socket after a close, and bears a second close", async () => {
  const database = await open();
  await database[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  expect(await namesIn(dataDir)).toEqual(["pgdata", "socket"]);
  expect(await readdir(join(dataDir, "socket"))).toEqual([]);
});

it("[EMB2] refuses a second opening of the data directory", async () => {
  await using _database = await open();
  await expect(open()).rejects.toThrow(DatabaseInUseError);
});

it("[EMB3] holds every acknowledged transaction, whole, after kill -9", async () => {
  let next = 0;
  for (let round = 0; round < 4; round++) {
    const acknowledged = await writeUntilKilled(dataDir, next, 40 + round * 130);
    expect(acknowledged.length).toBeGreaterThan(0);
    await using database = await open();
    const { rows } = await database.pool.query(
      "select number, count(*)::int as halves from marks where number >= $1 group by number",
      [next],
    );
    const found = new Set(rows.map(({ number }) => number));
    expect(acknowledged.filter((number) => !found.has(number))).toEqual([]);
    expect(rows.filter(({ halves }) => halves !== 2)).toEqual([]);
    next = Math.max(...found) + 1;
  }
}, 60_000);

it("[EMB4] comes back by itself after its thread ended over an exception, with all that was committed", async () => {
  await using database = await open();
  const client = await database.pool.connect();
  await client.query("begin");
  await client.query("insert into marks values (-2, 1, 'never committed')");
  await client.query("insert into marks values (-2, 2, 'never committed')");
  // PGlite has no way to read a COPY from its client and ends itself.
  const failure = await client.query("copy marks from stdin").catch((error: unknown) => error);
  expect(isUnavailable(failure)).toBe(true);
  client.release(true);
  await answersAgain(database);
  expect(await count(database, "number = -1")).toBe(1);
  expect(await count(database, "number = -2")).toBe(0);
});

it("[EMB5] comes back by itself, before what it hangs in is over", async () => {
  await using database = await open();
  await expect(database.pool.query("select pg_sleep(60)")).rejects.toSatisfy(isUnavailable);
  await answersAgain(database);
  expect(await count(database, "number = -1")).toBe(1);
}, 45_000);

it("[EMB6] leaves a long statement alone while the watch is suspended", async () => {
  await using database = await open();
  using _unwatched = database.suspendWatch();
  await database.pool.query("select pg_sleep(4.5)");
  expect(await count(database, "number = -1")).toBe(1);
}, 20_000);

it("[EMB7] creates anew what an interrupted first start left", async () => {
  const path = join(folder, "interrupted");
  await mkdir(join(path, "pgdata/base"), { recursive: true });
  await writeFile(join(path, "pgdata/PG_VERSION"), "18\n");
  await writeFile(join(path, "pgdata.creating"), "");
  await using database = await open(path);
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  expect(existsSync(join(path, "pgdata.creating"))).toBe(false);
}, 30_000);

it("[EMB8] opens in a folder whose path is too long for a socket", async () => {
  const path = join(folder, "long".repeat(20), "path".repeat(20));
  await cp(join(dataDir, "pgdata"), join(path, "pgdata"), { recursive: true });
  await using database = await open(path);
  expect(await count(database, "number = -1")).toBe(1);
  const socketDir = database.pool.options.host ?? "";
  expect(dirname(socketDir)).toBe(tmpdir());
  expect((await stat(socketDir)).mode & 0o777).toBe(0o700);
  await database[Symbol.asyncDispose]();
  expect(existsSync(socketDir)).toBe(false);
}, 30_000);

it("[EMB9] says in one line why it does not start, and gives the lock back", async () => {
  const path = join(folder, "broken");
  await mkdir(join(path, "pgdata"), { recursive: true });
  await writeFile(join(path, "pgdata/PG_VERSION"), "18\n");
  const failure: Error = await open(path).then(
    () => expect.unreachable(),
    (error) => error,
  );
  expect(failure.message).toMatch(new RegExp(`^The embedded database in ${path} does not start: [^\n]+$`));
  expect(existsSync(join(path, "pulseboard.lock"))).toBe(false);
}, 30_000);

/** Returns the numbers whose commit the writer had seen when it was killed, some milliseconds after the first one. */
async function writeUntilKilled(path: string, first: number, afterFirstMs: number): Promise<number[]> {
  const script = join(import.meta.dirname, "fixtures/acknowledged-writer.ts");
  const writer = spawn(process.execPath, ["--import", "tsx", script, path, `${first}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const numbers: number[] = [];
  for await (const line of createInterface(writer.stdout)) {
    if (numbers.length === 0) setTimeout(() => writer.kill("SIGKILL"), afterFirstMs);
    numbers.push(Number(line));
  }
  if (writer.signalCode === null && writer.exitCode === null) await once(writer, "exit");
  return numbers;
}
