import { sql } from "drizzle-orm";
import { sqlState } from "./errors";
import type { Database } from "./open";
import { type PartitionedTable, partitionedTables, planPartitions, type WantedPartition } from "./partition-plan";
import { type Transaction, transaction } from "./transaction";

type Executor = Pick<Transaction, "execute">;

export interface Partition {
  name: string;
  /** ms since 1970; null for the default one, and for what was there before the table had partitions. */
  fromMs: number | null;
  /** Null for the default one. */
  toMs: number | null;
}

/** Names the lock under which one process changes partitions ("parts" in ASCII). */
const keeperLock = 0x7061727473;
/** Whoever waits for a lock on a table holds up everybody behind it: better to come back. */
const lockTimeoutMs = 250;
const lockNotAvailable = "55P03";
/** Between the look and the change somebody has written a row that the change does not bear. */
const checkViolation = "23514";

/** Partitions of a table, oldest first, the default one last; none if the table is whole. */
export async function readPartitions(reader: Executor, table: string): Promise<Partition[]> {
  const { rows } = await reader.execute<{ name: string; from: number | null; to: number | null }>(sql`
    select name,
           extract(epoch from (regexp_match(bound, ${"FROM \\('([^']+)'\\)"}))[1]::timestamptz)::float8 * 1000 as from,
           extract(epoch from (regexp_match(bound, ${"TO \\('([^']+)'\\)"}))[1]::timestamptz)::float8 * 1000 as to
    from (
      select child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bound
      from pg_inherits join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent
      where parent.relname = ${table} and parent.relnamespace = 'public'::regnamespace and parent.relkind = 'p'
    ) as partition
    order by 3 nulls last`);
  return rows.map(({ name, from, to }) => ({ name, fromMs: from, toMs: to }));
}

/**
 * The tables that hold what no partition of the plan does: the default partition and what was there before; the table itself where it is
 * whole. Rows leave them one by one, and a `ctid` names one row in each of them, which it does not in a partitioned table.
 */
export async function readRowTables(reader: Executor, table: string): Promise<string[]> {
  const partitions = await readPartitions(reader, table);
  if (partitions.length === 0) return [table];
  return partitions.filter(({ fromMs }) => fromMs === null).map(({ name }) => name);
}

/**
 * Makes the partitions that are missing between now and as far ahead as the plan says, on PostgreSQL, and returns their names. What is
 * held up by somebody's lock, or by rows that went into the default partition, is left out until the next time.
 */
export async function makePartitionsAhead(database: Database, nowMs: number): Promise<string[]> {
  if (database.kind === "embedded") return [];
  const made: string[] = [];
  for (const table of partitionedTables) {
    const wanted = planPartitions(table, nowMs, nowMs + table.aheadMs);
    if (missingOf(wanted, await readPartitions(database.db, table.name)).length === 0) continue;
    made.push(...((await asKeeper(database, (tx) => makePartitions(tx, table, wanted))) ?? []));
  }
  return made;
}

/** Makes partitions for everything that is kept, for rows that come all at once. Whoever asks has the tables locked, and they are empty. */
export async function makePartitionsBack(executor: Executor, nowMs: number): Promise<void> {
  for (const table of partitionedTables)
    await makePartitions(executor, table, planPartitions(table, nowMs - table.keptMs, nowMs + table.aheadMs));
}

async function makePartitions(
  executor: Executor,
  table: PartitionedTable,
  wanted: readonly WantedPartition[],
): Promise<string[]> {
  const known = await readPartitions(executor, table.name);
  const rest = known.find(({ toMs }) => toMs === null);
  if (!rest) return [];
  const made: string[] = [];
  for (const partition of missingOf(wanted, known)) {
    const [from, to] = [partition.fromMs, partition.toMs].map((ms) => new Date(ms).toISOString());
    const misplaced = await executor.execute(
      sql`select 1 from ${sql.identifier(rest.name)} where at >= ${from} and at < ${to} limit 1`,
    );
    if (misplaced.rows.length > 0) continue;
    const [name, parent] = [sql.identifier(partition.name), sql.identifier(table.name)];
    // Attached and not created in place: that locks out nobody but who is in the default partition.
    await executor.execute(sql`create table if not exists ${name} (like ${parent} including all)`);
    await executor.execute(
      sql`alter table ${parent} attach partition ${name} for values from (${sql.raw(`'${from}'`)}) to (${sql.raw(`'${to}'`)})`,
    );
    made.push(partition.name);
  }
  return made;
}

const missingOf = (wanted: readonly WantedPartition[], known: readonly Partition[]): WantedPartition[] =>
  wanted.filter(
    ({ fromMs, toMs }) =>
      !known.some(
        (each) => each.toMs !== null && each.toMs > fromMs && (each.fromMs ?? Number.NEGATIVE_INFINITY) < toMs,
      ),
  );

/**
 * Drops the partitions of a table that end at `beforeMs` or earlier, and returns their names. `rescue` may look at one before, take
 * what must stay, or refuse by returning false. What is held up by somebody's lock is left until the next time.
 */
export async function dropPartitions(
  database: Database,
  table: string,
  beforeMs: number,
  rescue: (tx: Transaction, partition: Partition) => Promise<boolean> = async () => true,
): Promise<string[]> {
  if (database.kind === "embedded") return [];
  const isPast = ({ toMs }: Partition): boolean => toMs !== null && toMs <= beforeMs;
  const dropped: string[] = [];
  for (const { name } of (await readPartitions(database.db, table)).filter(isPast)) {
    const isDropped = await asKeeper(database, async (tx) => {
      // Another process may have been first.
      const here = (await readPartitions(tx, table)).find((each) => each.name === name);
      if (!here || !(await rescue(tx, here))) return false;
      await tx.execute(sql`drop table ${sql.identifier(name)}`);
      return true;
    });
    if (isDropped) dropped.push(name);
  }
  return dropped;
}

/** One transaction, alone among all processes; null when another one is at it, or when its locks are not to be had at once. */
async function asKeeper<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T | null> {
  try {
    return await transaction(database, async (tx) => {
      await tx.execute(sql.raw(`set local lock_timeout = '${lockTimeoutMs}ms'`));
      const { rows } = await tx.execute<{ mine: boolean }>(
        sql`select pg_try_advisory_xact_lock(${keeperLock}) as mine`,
      );
      return rows[0]?.mine ? await work(tx) : null;
    });
  } catch (error) {
    const state = sqlState(error);
    if (state === lockNotAvailable || state === checkViolation) return null;
    throw error;
  }
}
