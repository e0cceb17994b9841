import type { Database } from "@/lib/db/open";
import { deleteBatches } from "./delete-batches";

const keptMs = 7 * 86_400_000;

/** Deletes the answers of commands older than 7 days, and returns how many: nobody repeats them any more. */
export const pruneIdempotencyKeys = (database: Database, nowMs: number): Promise<number> =>
  deleteBatches(
    database,
    `delete from idempotency_keys where ctid = any(array(
       select ctid from idempotency_keys where created_at < $2::timestamptz limit $1))`,
    [new Date(nowMs - keptMs).toISOString()],
  );
