import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import pg from "pg";
import { expect, it } from "vitest";
import { DurableStreamName } from "@/lib/contracts/streams";
import { DatabaseInUseError, DatabaseUnavailableError } from "../errors";
import { type Database, openDatabase } from "../open";
import * as schema from "../schema";
import { ensureStreams, readHead } from "../stream-log";
import { testDatabase, testLog } from "../testing";
import { transaction } from "../transaction";
import { readBackup } from "./format";
import { restoreBackup } from "./restore-backup";
import { writeBackup } from "./write-backup";

const onPostgres = process.env.TEST_DATABASE === "postgres";

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "pb-backup-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function backUp(database: Database, path: string) {
  const client = await database.connect();
  try {
    return await writeBackup(client, path);
  } finally {
    await client.end();
  }
}

/** Two rows of one transaction: a backup of one moment holds both or neither. */
const addPair = (database: Database, key: string) =>
  transaction(database, async (tx) => {
    await tx.insert(schema.settings).values({ key: `${key}:1`, value: { text: 'tab\t, \\u0001, ü, "quoted"' } });
    await tx.insert(schema.settings).values({ key: `${key}:2`, value: sql`'null'::jsonb` });
  });

const keysOf = async ({ db }: Database) => (await db.select().from(schema.settings)).map(({ key }) => key).sort();

/** Every table's rows as PostgreSQL writes them; without what a restore renews. */
async function contentOf({ pool }: Database): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition and relname <> 'stream_heads'`,
  );
  const content: Record<string, string> = {};
  for (const { name } of rows) {
    const read = await pool.query(
      `select coalesce(string_agg(t::text, '|' order by t::text), '') as text from "${name}" t`,
    );
    content[name] = read.rows[0].text;
  }
  return content;
}

async function fill(database: Database): Promise<void> {
  await ensureStreams(database);
  await addPair(database, "first");
  await database.pool.query(`
    insert into sources (id, name, kind, created_at) values ('01a1fe42-c649-717e-b89e-ebb397ddd064', 'till', 'external', now());
    insert into series (source_id, name, unit, labels, labels_key, created_at)
      values ('01a1fe42-c649-717e-b89e-ebb397ddd064', 'queue.depth', 'count', '{"a":"b"}', 'a=b', now());
    insert into samples_1s values (1, now(), 0.1 + 0.2, 3, -1e100, 'Infinity');
    insert into events (stream, "offset", id, type, at, payload) values ('orders', 1, gen_random_uuid(), 'order.created', now(), '{"n":9007199254740993}');
    update stream_heads set head = 1 where stream = 'orders';
    select nextval('order_numbers') from generate_series(1, 5)`);
}

it("[BACKUP-SAME] a backup restored into a used database is everything that was there, to the last digit, and nothing else", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  await fill(database);
  const before = await contentOf(database);
  const path = join(files.path, "all.backup.gz");
  const written = await backUp(database, path);
  expect(written.rows).toBe(6 + DurableStreamName.options.length);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(files.path)).toEqual(["all.backup.gz"]);
  await addPair(database, "later");
  await database.pool.query("delete from samples_1s; select nextval('order_numbers')");
  await restoreBackup(database, path);
  expect(await contentOf(database)).toEqual(before);
  const next = await database.pool.query("select nextval('order_numbers') as number, count(*) from pg_cursors");
  expect(next.rows[0]).toEqual({ number: "10006", count: "0" });
  // Identities go on after what came with the backup.
  await database.pool.query(`insert into series (source_id, name, unit, labels, labels_key, created_at)
    select id, 'another', '', '{}', '', now() from sources`);
});

it("[BACKUP-EMPTY] it can be restored into an empty database, also of the other kind", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  await fill(database);
  const path = join(files.path, "all.backup.gz");
  await backUp(database, path);
  const dataDir = join(files.path, "data");
  await using embedded = await openDatabase({ dataDir, log: testLog });
  await restoreBackup(embedded, path);
  expect(await contentOf(embedded)).toEqual(await contentOf(database));
  // A new embedded database is made here, which takes seconds on a busy machine.
}, 60_000);

it("[BACKUP-PARTS] what is restored is in the partition of its time, and a second restore finds it there", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  await fill(database);
  await database.pool.query("insert into samples_10m values (1, now() - interval '100 days', 1, 1, 1, 1)");
  const path = join(files.path, "all.backup.gz");
  await backUp(database, path);
  const before = await contentOf(database);
  for (let time = 0; time < 2; time++) {
    await restoreBackup(database, path);
    expect(await contentOf(database)).toEqual(before);
    const { rows } = await database.pool.query(
      "select tableoid::regclass::text as place from samples_10m union all select tableoid::regclass::text from events",
    );
    for (const { place } of rows)
      expect(place).toMatch(onPostgres ? /_\d{4}_\d\d_\d\d_\d\d$/ : /^(samples_10m|events)$/);
  }
});

it("[BACKUP-EPOCH] every stream gets a new epoch, and keeps its place", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  await fill(database);
  const [orders, notifications] = [await readHead(database.db, "orders"), await readHead(database.db, "notifications")];
  const path = join(files.path, "all.backup.gz");
  await backUp(database, path);
  await restoreBackup(database, path);
  const after = [await readHead(database.db, "orders"), await readHead(database.db, "notifications")];
  expect(after.map(({ head }) => head)).toEqual([1, 0]);
  expect(new Set([...after, orders, notifications].map(({ epoch }) => epoch)).size).toBe(4);
});

it("[BACKUP-WRITES] taken while others write it is of one moment: both rows of each transaction or neither", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  await ensureStreams(database);
  let isWanted = true;
  let count = 0;
  const writers = Array.from({ length: 3 }, async () => {
    while (isWanted) await addPair(database, `pair-${String(count++).padStart(6, "0")}`);
  });
  const paths = [1, 2, 3].map((n) => join(files.path, `${n}.backup.gz`));
  for (const path of paths) await backUp(database, path);
  isWanted = false;
  await Promise.all(writers);
  const newest = await keysOf(database);
  for (const path of paths) {
    await restoreBackup(database, path);
    const keys = await keysOf(database);
    expect(keys.length % 2).toBe(0);
    expect(keys.filter((key) => key.endsWith(":1")).length).toBe(keys.length / 2);
    expect(newest).toEqual(expect.arrayContaining(keys));
  }
});

it("[BACKUP-DAMAGED] a file that is cut, changed or something else is refused, and what was there stays", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  await fill(database);
  const path = join(files.path, "all.backup.gz");
  await backUp(database, path);
  await addPair(database, "later");
  const before = await contentOf(database);
  const whole = await readFile(path);
  const text = gunzipSync(whole).toString();
  const lines = text.trimEnd().split("\n");
  const damaged: Record<string, Buffer> = {
    "cut off": whole.subarray(0, whole.length - 20),
    "a changed row": gzipSync(text.replace("queue.depth", "queue.death")),
    "a missing row": gzipSync(`${lines.filter((line) => !line.includes("queue.depth")).join("\n")}\n`),
    "no end": gzipSync(`${lines.slice(0, -1).join("\n")}\n`),
    "another file": Buffer.from("hello"),
    "an empty file": Buffer.alloc(0),
  };
  for (const [name, content] of Object.entries(damaged)) {
    const other = join(files.path, `${name}.gz`);
    await writeFile(other, content);
    await expect(restoreBackup(database, other), name).rejects.toThrow(DatabaseUnavailableError);
  }
  await expect(restoreBackup(database, join(files.path, "absent.gz"))).rejects.toThrow(/ENOENT/);
  expect(await contentOf(database)).toEqual(before);
});

it("[BACKUP-SCHEMA] a backup of another schema is refused, and one that fails in the middle leaves what was there", async () => {
  await using database = await testDatabase();
  await using files = await folder();
  await fill(database);
  const path = join(files.path, "all.backup.gz");
  await backUp(database, path);
  const { schema: version } = await readBackup(path);
  const before = await contentOf(database);
  await database.pool.query(
    "update drizzle.__drizzle_migrations set created_at = created_at - 1 where created_at = $1",
    [version],
  );
  const older = join(files.path, "older.backup.gz");
  await backUp(database, older);
  await database.pool.query(
    "update drizzle.__drizzle_migrations set created_at = created_at + 1 where created_at = $1",
    [version - 1],
  );
  await expect(restoreBackup(database, older)).rejects.toThrow("an older version of Pulseboard");
  // Something that no check foresees: the database itself refuses a row.
  await database.pool.query("alter table settings add constraint refuses check (key <> 'first:2') not valid");
  await expect(restoreBackup(database, path)).rejects.toThrow(/refuses/);
  expect(await contentOf(database)).toEqual(before);
});

it("[BACKUP-RUNNING] restoring under a server that works on the database is refused", async () => {
  await using files = await folder();
  if (process.env.TEST_DATABASE !== "postgres") {
    await using _server = await openDatabase({ dataDir: files.path, log: testLog });
    await expect(openDatabase({ dataDir: files.path, log: testLog })).rejects.toThrow(DatabaseInUseError);
    return;
  }
  await using database = await testDatabase();
  const path = join(files.path, "all.backup.gz");
  await backUp(database, path);
  const { connectionString: databaseUrl } = database.pool.options;
  await using server = await openDatabase({ databaseUrl, dataDir: "", log: testLog });
  await server.ping();
  await expect(restoreBackup(database, path)).rejects.toThrow(DatabaseInUseError);
});

if (onPostgres)
  it("[BACKUP-RUNNING] a server that starts after the first look, on PostgreSQL, is seen once every table is locked", async () => {
    await using database = await testDatabase();
    await using files = await folder();
    await fill(database);
    const path = join(files.path, "all.backup.gz");
    await backUp(database, path);
    await addPair(database, "later");
    const before = await contentOf(database);
    const { connectionString: databaseUrl } = database.pool.options;
    // Keeps the restore waiting between its first look and its locks.
    const reader = new pg.Client({ connectionString: databaseUrl, application_name: "psql" });
    await reader.connect();
    await reader.query("begin; lock table settings in access share mode");
    const restoring = restoreBackup(database, path);
    const refused = expect(restoring).rejects.toThrow(DatabaseInUseError);
    const waiting =
      "select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())";
    await expect.poll(async () => (await reader.query(waiting)).rowCount, { timeout: 10_000 }).toBeGreaterThan(0);
    await using server = await openDatabase({ databaseUrl, dataDir: "", log: testLog });
    await server.ping();
    await reader.query("commit");
    await refused;
    await reader.end();
    expect(await contentOf(database)).toEqual(before);
  });
