import type { Database } from "@/lib/db/open";
import { deleteBatches } from "./delete-batches";

const dayMs = 86_400_000;

/** Deletes audit entries older than `keptDays`, and returns how many. The one place that takes any away. */
export const pruneAudit = (database: Database, nowMs: number, keptDays: number): Promise<number> =>
  deleteBatches(
    database,
    `delete from audit_entries where ctid = any(array(
       select ctid from audit_entries where at < $2::timestamptz limit $1))`,
    [new Date(nowMs - keptDays * dayMs).toISOString()],
  );
