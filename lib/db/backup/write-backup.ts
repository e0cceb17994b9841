import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { ClientBase } from "pg";
import { quoted, readSchemaVersion, readTables, type Table } from "./catalogue";
import type { End } from "./format";

const fetchRows = 2_000;
const cursorPrefix = "pulseboard_backup_";

export interface WrittenBackup {
  /** In all tables. */
  rows: number;
  bytes: number;
  /** How long the snapshot took: on the embedded database everybody else waits meanwhile. */
  snapshotMs: number;
  totalMs: number;
}

export interface WriteOptions {
  /** Ends the writing between two pieces; what was written goes. */
  signal?: AbortSignal | undefined;
  /** Held while the snapshot is taken, when the embedded database answers nobody. */
  suspendWatch?(): Disposable;
}

/**
 * Writes everything, as it is at one moment, to `path` while others go on working. The file appears whole, readable by its
 * owner only, or not at all. `client` is a connection of its own, outside any transaction and without time limits. One at a time
 * for each database: see `createBackupDesk`.
 */
export async function writeBackup(
  client: ClientBase,
  path: string,
  { signal, suspendWatch }: WriteOptions = {},
): Promise<WrittenBackup> {
  const startedMs = performance.now();
  const draft = `${path}.${randomUUID().slice(0, 8)}.part`;
  await closeCursors(client);
  try {
    const snapshot = await takeSnapshot(client, suspendWatch);
    const snapshotMs = performance.now() - startedMs;
    const rows = await writeDraft(client, snapshot, { draft, signal });
    const { size: bytes } = await stat(draft);
    await rename(draft, path);
    return { rows, bytes, snapshotMs, totalMs: performance.now() - startedMs };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await closeCursors(client);
  }
}

/** Returns how many rows. When it throws, nothing is at work on the file any more. */
async function writeDraft(
  client: ClientBase,
  snapshot: Snapshot,
  { draft, signal }: { draft: string; signal: AbortSignal | undefined },
): Promise<number> {
  const gzip = createGzip({ level: 4 });
  const file = createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true });
  const written = pipeline(gzip, file);
  // What ends the writing is thrown where it is waited for.
  written.catch(() => undefined);
  try {
    const rows = await writeLines(client, snapshot, (text) => {
      signal?.throwIfAborted();
      return push(gzip, text, written);
    });
    gzip.end();
    await written;
    return rows;
  } catch (error) {
    gzip.destroy();
    file.destroy();
    // It may be opened only now: whoever removes it must come after that.
    if (!file.closed) await new Promise<void>((resolve) => file.once("close", () => resolve()));
    throw error;
  }
}

async function push(gzip: ReturnType<typeof createGzip>, text: string, written: Promise<void>): Promise<void> {
  if (!gzip.write(text)) await Promise.race([once(gzip, "drain"), written]);
}

interface Snapshot {
  schema: number;
  tables: Table[];
  sequences: End["sequences"];
}

/**
 * One moment of all tables, held by the server: its cursors outlive the transaction, which is therefore short. That is what the
 * embedded database needs, where everybody waits for a transaction's end.
 */
async function takeSnapshot(client: ClientBase, suspendWatch?: () => Disposable): Promise<Snapshot> {
  using _unwatched = suspendWatch?.();
  await client.query("begin isolation level repeatable read");
  try {
    const schema = await readSchemaVersion(client);
    const tables = await readTables(client);
    for (const { name } of tables)
      await client.query(
        `declare ${quoted(cursorPrefix + name)} no scroll cursor with hold for select * from ${quoted(name)}`,
      );
    await client.query("commit");
    return { schema, tables, sequences: await readSequences(client) };
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function readSequences(client: ClientBase): Promise<End["sequences"]> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1",
  );
  const sequences: End["sequences"] = [];
  for (const { name } of rows) {
    const read = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${quoted(name)}`,
    );
    const [row] = read.rows;
    if (row) sequences.push({ name, value: row.value, isCalled: row.called });
  }
  return sequences;
}

/** Texts as PostgreSQL writes them: every type comes back as it was. */
const asText = { getTypeParser: () => (value: string) => value };

async function writeLines(
  client: ClientBase,
  { schema, tables, sequences }: Snapshot,
  write: (text: string) => Promise<void>,
): Promise<number> {
  const hash = createHash("sha256");
  const put = (text: string) => {
    hash.update(text);
    return write(text);
  };
  const rows: Record<string, number> = {};
  await put(`${JSON.stringify({ format: "pulseboard-backup", v: 1, at: new Date().toISOString(), schema })}\n`);
  for (const { name, columns } of tables) {
    await put(`${JSON.stringify({ table: name, columns: columns.map((column) => column.name) })}\n`);
    rows[name] = 0;
    for (;;) {
      const text = `fetch ${fetchRows} from ${quoted(cursorPrefix + name)}`;
      const fetched = await client.query<(string | null)[]>({ text, rowMode: "array", types: asText });
      if (fetched.rows.length > 0) await put(fetched.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      rows[name] += fetched.rows.length;
      if (fetched.rows.length < fetchRows) break;
    }
  }
  await write(`${JSON.stringify({ rows, sequences, sha256: hash.digest("hex") } satisfies End)}\n`);
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

/** Also what a backup that was killed left in the embedded database, whose connections are all one session. */
async function closeCursors(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select name from pg_cursors where name like $1", [
    `${cursorPrefix}%`,
  ]);
  for (const { name } of rows) await client.query(`close ${quoted(name)}`);
}
