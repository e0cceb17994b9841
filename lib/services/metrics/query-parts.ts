import type { Database } from "@/lib/db/open";
import type { BucketColumns } from "./bucket-columns";
import type { QueryAxis } from "./query-axis";
import { ceilTo, resolutions } from "./resolutions";
import type { RollupLedger } from "./rollup-ledger";

/** A stretch of time and the table that answers for it. */
export interface TablePart {
  table: string;
  fromMs: number;
  toMs: number;
}

/**
 * Cuts the axis at the places up to which each table is complete: the axis' own table first, finer ones towards the present,
 * the rest from memory (`recentFromMs`: where that begins; `memoryFromMs` where it takes over, a border of all tables used).
 */
export function splitAxis(
  axis: QueryAxis,
  ledger: Pick<RollupLedger, "completeUntil">,
  recentFromMs: number,
): { parts: TablePart[]; memoryFromMs: number } {
  const parts: TablePart[] = [];
  let fromMs = axis.startMs;
  for (let level = resolutions.findIndex((each) => each.table === axis.resolution.table); level >= 0; level--) {
    const resolution = resolutions[level];
    if (resolution === undefined || fromMs >= axis.endMs || fromMs >= recentFromMs) break;
    const toMs = Math.min(ledger.completeUntil(level), ceilTo(recentFromMs, resolution.stepMs), axis.endMs);
    if (toMs <= fromMs) continue;
    parts.push({ table: resolution.table, fromMs, toMs });
    fromMs = toMs;
  }
  return { parts, memoryFromMs: fromMs };
}

/** Buckets of one series, 40 bytes each: start, total, count, min, max. Null if there is none. */
interface PackedRow {
  id: number;
  buckets: Buffer | null;
}

const bucketBytes = 40;
/** PostgreSQL's binary timestamps count microseconds from 2000 on. */
const postgresEpochMs = 946_684_800_000;

/** Adds what the tables hold of each series to its columns, by one statement. */
export async function readParts(
  database: Database,
  axis: QueryAxis,
  parts: readonly TablePart[],
  columns: ReadonlyMap<number, BucketColumns>,
): Promise<void> {
  if (parts.length === 0) return;
  // `parts` name tables of the list in resolutions.ts only.
  const rows = parts
    .map(({ table }, index) => {
      const [from, to] = [`$${3 + 2 * index}`, `$${4 + 2 * index}`];
      return `select at, total, count, min, max from ${table} where series_id = asked.id and at >= ${from}::timestamptz and at < ${to}::timestamptz`;
    })
    .join(" union all ");
  // Packed as binary: 12 series of 1,000 buckets are 60,000 numbers, which take longer as text than all the rest.
  const packed = await database.pool.query<PackedRow>(
    `select asked.id, packed.buckets
     from unnest($1::int[]) as asked(id)
     cross join lateral (
       select string_agg(
         timestamptz_send(start) || float8send(total) || int8send(count) || float8send(min) || float8send(max), ''::bytea
       ) as buckets
       from (
         select date_bin($2::interval, at, timestamptz 'epoch') as start,
                sum(total) as total, sum(count) as count, min(min) as min, max(max) as max
         from (${rows}) as part
         group by 1
       ) as bucket
     ) as packed`,
    [
      [...columns.keys()],
      `${axis.stepMs / 1000} seconds`,
      ...parts.flatMap(({ fromMs, toMs }) => [new Date(fromMs).toISOString(), new Date(toMs).toISOString()]),
    ],
  );
  for (const row of packed.rows) unpack(row, columns.get(row.id));
}

function unpack({ buckets }: PackedRow, columns: BucketColumns | undefined): void {
  if (!columns || !buckets) return;
  for (let offset = 0; offset < buckets.length; offset += bucketBytes) {
    columns.add(
      Number(buckets.readBigInt64BE(offset)) / 1000 + postgresEpochMs,
      buckets.readDoubleBE(offset + 8),
      Number(buckets.readBigInt64BE(offset + 16)),
      buckets.readDoubleBE(offset + 24),
      buckets.readDoubleBE(offset + 32),
    );
  }
}
