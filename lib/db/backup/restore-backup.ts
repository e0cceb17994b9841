import { drizzle } from "drizzle-orm/node-postgres";
import type { Client, ClientBase } from "pg";
import { v7 as uuidv7 } from "uuid";
import { DatabaseInUseError, DatabaseUnavailableError } from "../errors";
import { migrate } from "../migrate";
import type { Database } from "../open";
import { makePartitionsBack } from "../partitions";
import { quoted, readSchemaVersion, readTables, type Table } from "./catalogue";
import { type BackupInfo, readBackup, type TableStart } from "./format";

export interface RestoredBackup {
  /** When the backup was taken. */
  at: string;
  rows: number;
  totalMs: number;
}

/**
 * Replaces everything by a backup, in one transaction: until it commits, and whenever something is wrong, what was there stays.
 * Streams get new epochs, by which every client learns that it must start anew. Throws DatabaseInUseError while a server works
 * on this database, DatabaseUnavailableError for a damaged file or one of another schema.
 */
export async function restoreBackup(database: Database, path: string): Promise<RestoredBackup> {
  const startedMs = performance.now();
  // Read to its end before anything is touched.
  const info = await readBackup(path);
  await migrate(database);
  using _unwatched = database.suspendWatch();
  const client = await database.connect();
  try {
    await demandAlone(database, client);
    await demandSchema(client, info, path);
    await client.query("begin");
    await replaceAll(database, client, path, info);
    await client.query("commit");
  } catch (error) {
    // A connection that is gone has taken its transaction with it.
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
  const rows = Object.values(info.end.rows).reduce((sum, count) => sum + count, 0);
  return { at: info.at, rows, totalMs: performance.now() - startedMs };
}

/** The embedded database's lock keeps others out; a PostgreSQL server is asked who else is there. */
async function demandAlone({ kind }: Database, client: Client): Promise<void> {
  if (kind === "embedded") return;
  // Within a transaction the first look would be remembered.
  await client.query("select pg_stat_clear_snapshot()");
  const others = await client.query(
    `select 1 from pg_stat_activity where datname = current_database()
       and application_name like 'pulseboard%' and application_name <> current_setting('application_name')`,
  );
  if (others.rowCount !== 0)
    throw new DatabaseInUseError("A Pulseboard server works on this database. Stop it before you restore.");
}

async function demandSchema(client: ClientBase, { schema }: BackupInfo, path: string): Promise<void> {
  const here = await readSchemaVersion(client);
  if (here === schema) return;
  const age = schema > here ? "a newer" : "an older";
  throw new DatabaseUnavailableError(
    `${path} was written by ${age} version of Pulseboard. Restore it with that version.`,
  );
}

async function replaceAll(database: Database, client: Client, path: string, { end }: BackupInfo): Promise<void> {
  const tables = new Map((await readTables(client)).map((table) => [table.name, table]));
  await client.query(`truncate ${[...tables.keys()].map(quoted).join(", ")}`);
  // Every table is locked now: a server that is not here yet will read nothing before the commit.
  await demandAlone(database, client);
  if (database.kind === "postgres") await makePartitionsBack(drizzle({ client }), Date.now());
  let insert = "";
  await readBackup(path, {
    onTable: async (start) => {
      insert = insertInto(start, tables.get(start.table), path);
    },
    onRows: async (rows) => void (await client.query(insert, [`[${rows.join(",")}]`])),
  });
  for (const { name, value, isCalled } of end.sequences)
    await client.query("select setval($1::regclass, $2::bigint, $3)", [`public.${quoted(name)}`, value, isCalled]);
  // Offsets mean other events than the ones that clients have seen after the backup: no place may go on.
  for (const { stream } of (await client.query("select stream from stream_heads")).rows)
    await client.query("update stream_heads set epoch = $1, term = term + 1 where stream = $2", [uuidv7(), stream]);
}

function insertInto({ table: name, columns }: TableStart, table: Table | undefined, path: string): string {
  const types = columns.map((column) => table?.columns.find((each) => each.name === column)?.type);
  if (!table || types.length !== table.columns.length || types.includes(undefined))
    throw new DatabaseUnavailableError(`${path} does not fit this schema: its table ${name} is another one.`);
  const values = types.map((type, i) => `(r->>${i})::${type}`).join(", ");
  return `insert into ${quoted(name)} (${columns.map(quoted).join(", ")}) overriding system value
    select ${values} from json_array_elements($1::json) r`;
}
