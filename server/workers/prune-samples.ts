import type { Database } from "@/lib/db/open";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { floorTo, type Resolution, resolutions } from "@/lib/services/metrics/resolutions";
import { deleteBatches } from "./delete-batches";

/** A late sample's second is kept until its buckets are computed. */
const secondsSlackMs = 10 * 60_000;

/**
 * Deletes samples older than their resolution is kept, and returns how many. Nothing goes before the coarser table has it,
 * nor a part of a coarser bucket alone, so that computing it anew gives the same.
 */
export async function pruneSamples(
  { store, database }: { store: Pick<MetricStore, "ledger" | "listSeries">; database: Database },
  nowMs: number,
): Promise<number> {
  if (!store.ledger.caughtUp) return 0;
  const seriesIds = store.listSeries().map((each) => each.id);
  let deleted = 0;
  for (const [level, resolution] of resolutions.entries()) {
    const coarser: Resolution | undefined = resolutions[level + 1];
    const slackMs = level === 0 ? secondsSlackMs : resolution.stepMs;
    const oldestMs = Math.min(nowMs - resolution.retentionMs - slackMs, store.ledger.oldestDirty(level + 1));
    const cutoff = new Date(floorTo(oldestMs, coarser?.stepMs ?? resolution.stepMs)).toISOString();
    deleted += await deleteBatches(
      database,
      `delete from ${resolution.table} where ctid = any(array(
         select ctid from ${resolution.table} where series_id = any($2::int[]) and at < $3::timestamptz limit $1))`,
      [seriesIds, cutoff],
    );
  }
  return deleted;
}
