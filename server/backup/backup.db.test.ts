import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createBackupDesk } from "@/lib/db/backup/backup-desk";
import { readBackup } from "@/lib/db/backup/format";
import { BackupRunningError } from "@/lib/db/errors";
import { migrate } from "@/lib/db/migrate";
import { type Database, openDatabase } from "@/lib/db/open";
import { testDatabase, testLog } from "@/lib/db/testing";
import { askServerForBackup } from "./ask-server";
import { serveBackups } from "./serve-backups";

const onPostgres = process.env.TEST_DATABASE === "postgres";

async function folder(name = "pb-backup-") {
  const path = await mkdtemp(join(tmpdir(), name));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** What a server with an embedded database in `dataDir` has for backups. */
async function startServer(dataDir: string) {
  const database = await openDatabase({ dataDir, log: testLog });
  await migrate(database);
  const desk = createBackupDesk(database);
  const backups = await serveBackups({ desk, dataDir, log: testLog });
  return {
    database,
    desk,
    async [Symbol.asyncDispose]() {
      await backups[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function runTool(name: "backup" | "restore", file: string, dataDir: string) {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
  const child = spawn(process.execPath, ["server/scripts/run-tool.mjs", name, file], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  return { code: code as number, output };
}

const addSettings = (database: Database, count: number) =>
  database.pool.query(`insert into settings select 'key ' || n, '1' from generate_series(1, $1::int) n`, [count]);

it("[BACKUP-ONE] one backup at a time: a second is told so, a third after it is written", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  const desk = createBackupDesk(database);
  const first = desk.write(join(files.path, "1.gz"));
  await expect(desk.write(join(files.path, "2.gz"))).rejects.toThrow(/^A backup to .*1\.gz is being written/);
  await first;
  await desk.write(join(files.path, "3.gz"));
  expect((await readdir(files.path)).sort()).toEqual(["1.gz", "3.gz"]);
});

if (onPostgres)
  it("[BACKUP-ONE] two processes that back one PostgreSQL database up: the second is told so", async () => {
    await using database = await testDatabase();
    await using files = await folder();
    const other = await database.connect();
    await other.query("select pg_advisory_lock($1)", [0x706262616b]);
    await expect(createBackupDesk(database).write(join(files.path, "1.gz"))).rejects.toThrow(BackupRunningError);
    await other.end();
    expect(await readdir(files.path)).toEqual([]);
  });

it("[BACKUP-ABORT] one that is broken off leaves nothing, and the next one is written", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  const desk = createBackupDesk(database);
  await expect(desk.write(join(files.path, "1.gz"), AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  expect(await readdir(files.path)).toEqual([]);
  await desk.write(join(files.path, "2.gz"));
});

it("[BACKUP-WATCH] the watch over the embedded database is suspended for the snapshot, and for no longer", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  let [suspended, most] = [0, 0];
  const watched: Database = {
    ...database,
    suspendWatch() {
      most = Math.max(most, ++suspended);
      return { [Symbol.dispose]: () => void suspended-- };
    },
  };
  let atEnd = -1;
  const desk = createBackupDesk(watched);
  const signal = new AbortController().signal;
  // Asked before each piece is written, when the snapshot is taken.
  signal.throwIfAborted = () => {
    atEnd = suspended;
  };
  await desk.write(join(files.path, "1.gz"), signal);
  expect([most, atEnd]).toEqual([1, 0]);
});

if (!onPostgres)
  it("[BACKUP-ASK] the server that has the embedded database open writes what `npm run backup` asks for; without one the tool opens it itself", async () => {
    await using files = await folder();
    const dataDir = join(files.path, "data");
    const [asked, own] = [join(files.path, "asked.gz"), join(files.path, "own.gz")];
    {
      await using server = await startServer(dataDir);
      await addSettings(server.database, 3);
      expect(await runTool("backup", asked, dataDir)).toMatchObject({
        code: 0,
        output: expect.stringMatching(/^3 rows/),
      });
      expect((await stat(asked)).mode & 0o777).toBe(0o600);
      const refused = await runTool("restore", asked, dataDir);
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("is in use by process") });
      await expect(askServerForBackup(dataDir, join(files.path, "no/such.gz"))).rejects.toThrow(/ENOENT/);
      const running = server.desk.write(own);
      await expect(askServerForBackup(dataDir, own)).rejects.toThrow(
        /wrote no backup: A backup to .* is being written/,
      );
      await running;
    }
    await expect(askServerForBackup(dataDir, own)).rejects.toThrow(/takes no requests for a backup/);
    expect(await runTool("backup", own, dataDir)).toMatchObject({ code: 0, output: expect.stringMatching(/^3 rows/) });
    expect((await readBackup(own)).end.rows.settings).toBe(3);
    expect(await runTool("restore", own, dataDir)).toMatchObject({ code: 0 });
  }, 60_000);

if (!onPostgres)
  it("[BACKUP-ASK] also where the data directory's path is too long for a socket", async () => {
    await using files = await folder();
    const dataDir = join(files.path, "d".repeat(100));
    await using _server = await startServer(dataDir);
    const file = join(files.path, "1.gz");
    expect((await askServerForBackup(dataDir, file)).rows).toBe(0);
    expect((await readBackup(file)).end.rows.settings).toBe(0);
  }, 60_000);
