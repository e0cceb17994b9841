import type { Database } from "@/lib/db/open";
import { dropPartitions, readRowTables } from "@/lib/db/partitions";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { floorTo, type Resolution, resolutions } from "@/lib/services/metrics/resolutions";
import { deleteBatches } from "./delete-batches";

/** A late sample's second is kept until its buckets are computed. */
const secondsSlackMs = 10 * 60_000;

export interface PrunedSamples {
  /** Names. What they held was not counted. */
  partitions: string[];
  /** Deleted one by one. */
  rows: number;
}

/**
 * Drops partitions and deletes samples that are older than their resolution is kept. Nothing goes before the coarser table has
 * it, nor a part of a coarser bucket alone, so that computing it anew gives the same.
 */
export async function pruneSamples(
  { store, database }: { store: Pick<MetricStore, "ledger" | "listSeries">; database: Database },
  nowMs: number,
): Promise<PrunedSamples> {
  const pruned: PrunedSamples = { partitions: [], rows: 0 };
  if (!store.ledger.caughtUp) return pruned;
  const seriesIds = store.listSeries().map((each) => each.id);
  for (const [level, resolution] of resolutions.entries()) {
    const coarser: Resolution | undefined = resolutions[level + 1];
    const slackMs = level === 0 ? secondsSlackMs : resolution.stepMs;
    const oldestMs = Math.min(nowMs - resolution.retentionMs - slackMs, store.ledger.oldestDirty(level + 1));
    const cutoffMs = floorTo(oldestMs, coarser?.stepMs ?? resolution.stepMs);
    pruned.partitions.push(...(await dropPartitions(database, resolution.table, cutoffMs)));
    for (const table of await readRowTables(database.db, resolution.table)) {
      pruned.rows += await deleteBatches(
        database,
        `delete from ${table} where ctid = any(array(
           select ctid from ${table} where series_id = any($2::int[]) and at < $3::timestamptz limit $1))`,
        [seriesIds, new Date(cutoffMs).toISOString()],
      );
    }
  }
  return pruned;
}
