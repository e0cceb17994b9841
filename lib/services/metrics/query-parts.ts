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

interface PackedRow {
  id: number;
  starts: Buffer | null;
  totals: Buffer | null;
  counts: Buffer | null;
  mins: Buffer | null;
  maxs: Buffer | null;
}

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
    `select asked.id, packed.*
     from unnest($1::int[]) as asked(id)
     cross join lateral (
       select string_agg(int8send((extract(epoch from start) * 1000)::bigint), ''::bytea) as starts,
              string_agg(float8send(total), ''::bytea) as totals,
              string_agg(int8send(count), ''::bytea) as counts,
              string_agg(float8send(min), ''::bytea) as mins,
              string_agg(float8send(max), ''::bytea) as maxs
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

function unpack({ starts, totals, counts, mins, maxs }: PackedRow, columns: BucketColumns | undefined): void {
  if (!columns || !starts || !totals || !counts || !mins || !maxs) return;
  for (let offset = 0; offset < starts.length; offset += 8) {
    columns.add(
      Number(starts.readBigInt64BE(offset)),
      totals.readDoubleBE(offset),
      Number(counts.readBigInt64BE(offset)),
      mins.readDoubleBE(offset),
      maxs.readDoubleBE(offset),
    );
  }
}
