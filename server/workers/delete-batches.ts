import type { Database } from "@/lib/db/open";

/** Rows of one statement: some 10 ms on the embedded database, where everybody else waits. */
const batchRows = 5_000;
/** The rest goes next time. */
const mostBatches = 200;

/** Runs a delete whose first parameter is its limit until nothing is left, and returns how many rows went. */
export async function deleteBatches(
  database: Database,
  text: string,
  values: readonly unknown[],
  rowsInBatch = batchRows,
): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < mostBatches; batch++) {
    const { rowCount } = await database.pool.query(text, [rowsInBatch, ...values]);
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < rowsInBatch) break;
  }
  return deleted;
}
