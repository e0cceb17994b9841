import type { Database } from "./open";

/** PostgreSQL's own rule for when a table needs it ("Automatic Vacuuming" in its manual), with its default settings. */
const NEEDING_TABLES = `
  select format('%I.%I', schemaname, relname) as name
  from pg_stat_user_tables join pg_class on pg_class.oid = relid
  where n_dead_tup > 50 + 0.2 * greatest(reltuples, 0)
    or n_ins_since_vacuum > 1000 + 0.2 * greatest(reltuples, 0)
    or n_mod_since_analyze > 50 + 0.1 * greatest(reltuples, 0)`;

/**
 * Reuses the space of deleted rows and refreshes the planner's statistics where it is due; returns the tables' names.
 * The embedded database has no autovacuum, so a worker calls this every few minutes. On PostgreSQL it does nothing.
 */
export async function vacuum(database: Database): Promise<string[]> {
  if (database.kind === "postgres") return [];
  const { rows } = await database.pool.query<{ name: string }>(NEEDING_TABLES);
  if (rows.length === 0) return [];
  using _unwatched = database.suspendWatch();
  const client = await database.connect();
  try {
    // Table by table: others get their turn in between.
    for (const { name } of rows) await client.query(`vacuum (analyze) ${name}`);
  } finally {
    await client.end();
  }
  return rows.map(({ name }) => name);
}
