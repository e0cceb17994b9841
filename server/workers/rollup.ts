import type { Logger } from "pino";
import type { Database } from "@/lib/db/open";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { floorTo, resolutions } from "@/lib/services/metrics/resolutions";
import type { DirtyBucket } from "@/lib/services/metrics/rollup-ledger";
import { startTickLoop } from "./tick-loop";

/** Buckets of one statement; each reads 6 or 10 rows. */
const bucketsAtOnce = 1_000;
/** Series of one statement while catching up; each reads up to 4,800 seconds. */
const seriesAtOnce = 10;

export interface RollupOptions {
  store: Pick<MetricStore, "ledger" | "listSeries">;
  database: Database;
  log: Logger;
  intervalMs?: number;
}

/**
 * Computes each coarser table from the next finer one, bucket by bucket, always the whole bucket: doing it again changes
 * nothing. Begins with what the last process left. Each statement is short, so that others get their turn.
 */
export function startRollup(options: RollupOptions): AsyncDisposable {
  const { log, intervalMs = 2000 } = options;
  return startTickLoop({
    name: "rollup",
    intervalMs,
    phaseMs: 700 % intervalMs,
    log,
    tick: (atMs) => rollUp(options, atMs),
  });
}

/** One pass: everything that has ended by `nowMs`. */
export async function rollUp(
  { store, database }: Pick<RollupOptions, "store" | "database">,
  nowMs: number,
): Promise<void> {
  const { ledger } = store;
  if (!ledger.caughtUp) {
    await catchUp(
      database,
      store.listSeries().map((each) => each.id),
      ledger.sinceMs,
    );
    ledger.finishCatchUp();
  }
  for (let level = 1; level < resolutions.length; level++) {
    for (let taken = ledger.take(level, nowMs, bucketsAtOnce); taken.length > 0; ) {
      try {
        await computeBuckets(database, level, taken);
      } catch (error) {
        for (const { seriesId, startMs } of taken) ledger.markAt(level, seriesId, startMs);
        throw error;
      }
      for (const { seriesId, startMs } of taken) ledger.markAt(level + 1, seriesId, startMs);
      taken = ledger.take(level, nowMs, bucketsAtOnce);
    }
    ledger.finish(level, nowMs);
  }
}

const replaceOnConflict = `
  on conflict (series_id, at) do update set
    total = excluded.total, count = excluded.count, min = excluded.min, max = excluded.max
  where (known.total, known.count, known.min, known.max)
    is distinct from (excluded.total, excluded.count, excluded.min, excluded.max)`;

const sums = "sum(total) as total, sum(count)::int as count, min(min) as min, max(max) as max";

async function computeBuckets(database: Database, level: number, buckets: readonly DirtyBucket[]): Promise<void> {
  const [finer, own] = [resolutions[level - 1], resolutions[level]];
  if (!finer || !own) return;
  await database.pool.query(
    `insert into ${own.table} as known (series_id, at, total, count, min, max)
     select dirty.series_id, dirty.at, bucket.*
     from (
       select series_id, to_timestamp(second) as at from unnest($1::int[], $2::float8[]) as asked(series_id, second)
     ) as dirty
     cross join lateral (
       select ${sums} from ${finer.table}
       where series_id = dirty.series_id and at >= dirty.at and at < dirty.at + $3::interval
     ) as bucket
     where bucket.count is not null ${replaceOnConflict}`,
    [buckets.map((each) => each.seriesId), buckets.map((each) => each.startMs / 1000), `${own.stepMs / 1000} seconds`],
  );
}

/** Computes every bucket that ended, or was not over, when the last process stopped. */
async function catchUp(database: Database, seriesIds: readonly number[], sinceMs: number): Promise<void> {
  for (let first = 0; first < seriesIds.length; first += seriesAtOnce) {
    const some = seriesIds.slice(first, first + seriesAtOnce);
    for (let level = 1; level < resolutions.length; level++) await recompute(database, level, some, sinceMs);
  }
}

async function recompute(
  database: Database,
  level: number,
  seriesIds: readonly number[],
  sinceMs: number,
): Promise<void> {
  const [finer, own] = [resolutions[level - 1], resolutions[level]];
  if (!finer || !own) return;
  await database.pool.query(
    `insert into ${own.table} as known (series_id, at, total, count, min, max)
     select asked.id, bucket.*
     from unnest($1::int[]) as asked(id)
     cross join lateral (
       select date_bin($3::interval, at, timestamptz 'epoch') as start, ${sums} from ${finer.table}
       where series_id = asked.id and at >= $2::timestamptz
       group by 1
     ) as bucket
     where true ${replaceOnConflict}`,
    [seriesIds, new Date(floorTo(sinceMs, own.stepMs)).toISOString(), `${own.stepMs / 1000} seconds`],
  );
}
