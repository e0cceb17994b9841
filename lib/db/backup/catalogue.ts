import type { ClientBase } from "pg";

export interface Column {
  name: string;
  type: string;
}

export interface Table {
  name: string;
  columns: Column[];
}

/** Our tables, those that others refer to first. One that is partitioned is one table here, so that a backup fits every database. */
export async function readTables(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; column: string; type: string }>(`
    select c.relname as name, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped
    order by exists (select 1 from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'), c.relname, a.attnum`);
  const tables = new Map<string, Table>();
  for (const { name, column, type } of rows) {
    const table = tables.get(name) ?? { name, columns: [] };
    table.columns.push({ name: column, type });
    tables.set(name, table);
  }
  return [...tables.values()];
}

/** The time of the newest migration that was applied, ms since 1970. */
export async function readSchemaVersion(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ at: string }>("select max(created_at) as at from drizzle.__drizzle_migrations");
  return Number(rows[0]?.at ?? 0);
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
