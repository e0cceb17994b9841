import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import type { ClientBase, Pool } from "pg";
import { DatabaseUnavailableError } from "./errors";
import type { Database } from "./open";

/** Names the lock under which one process migrates ("pulse" in ASCII). */
const MIGRATION_LOCK = 0x70756c7365;

/**
 * Brings the schema up to date with the migrations in `folder` (default: `lib/db/migrations` of the working directory).
 * Returns true if something was to be done. Several processes may call it at once: one works, the others wait.
 * Throws DatabaseUnavailableError if the database is of a newer version than the folder.
 */
export async function migrate(database: Database, options: { folder?: string } = {}): Promise<boolean> {
  const folder = options.folder ?? join(process.cwd(), "lib/db/migrations");
  const newestInFolder = await readNewestInFolder(folder);
  // From the first question on: on a busy machine a start must not be cut short for being slow.
  using _unwatched = database.suspendWatch();
  // The usual start: one question, and no lock.
  if (isUpToDate(await readNewestApplied(database.pool), newestInFolder)) return false;

  const client = await database.connect();
  try {
    if (database.kind === "postgres") await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    if (isUpToDate(await readNewestApplied(client), newestInFolder)) return false;
    // Migrations may differ: partitions are for PostgreSQL alone.
    await client.query("select set_config('pulseboard.database', $1, false)", [database.kind]);
    await runMigrations(drizzle({ client }), { migrationsFolder: folder });
    return true;
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

/** A migration's time is its place in the order (milliseconds, as drizzle writes it). */
function isUpToDate(appliedAtMs: number | null, folderAtMs: number): boolean {
  if (appliedAtMs !== null && appliedAtMs > folderAtMs) {
    throw new DatabaseUnavailableError("The database was written by a newer version of Pulseboard. Update this one.");
  }
  return appliedAtMs === folderAtMs;
}

async function readNewestInFolder(folder: string): Promise<number> {
  const journal: { entries: { when: number }[] } = JSON.parse(
    await readFile(join(folder, "meta/_journal.json"), "utf8"),
  );
  return Math.max(...journal.entries.map((entry) => entry.when));
}

async function readNewestApplied(client: ClientBase | Pool): Promise<number | null> {
  const table = await client.query("select to_regclass('drizzle.__drizzle_migrations') is not null as there");
  if (!table.rows[0].there) return null;
  const newest = await client.query("select max(created_at) as at from drizzle.__drizzle_migrations");
  return newest.rows[0].at === null ? null : Number(newest.rows[0].at);
}
