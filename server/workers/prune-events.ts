import { and, eq, gt, gte, lt, lte, sql } from "drizzle-orm";
import { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import { events, streamHeads } from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";

const keptMs = 7 * 86_400_000;
/** A client that was away can be brought up to date by so many events: they stay whatever their age. */
const keptEvents = 10_000;
const batchEvents = 1_000;
const mostBatches = 100;

/**
 * Deletes events older than 7 days beyond the last 10,000 of their stream, oldest first, and returns how many. A stream's
 * `floor` moves in the same transaction, so that nobody is promised what is gone.
 */
export async function pruneEvents(database: Database, nowMs: number): Promise<number> {
  let deleted = 0;
  for (const stream of DurableStreamName.options) {
    for (let batch = 0; batch < mostBatches; batch++) {
      const gone = await pruneBatch(database, stream, new Date(nowMs - keptMs));
      deleted += gone;
      if (gone < batchEvents) break;
    }
  }
  return deleted;
}

function pruneBatch(database: Database, stream: DurableStreamName, before: Date): Promise<number> {
  return transaction(database, async (tx) => {
    const [place] = await tx.select().from(streamHeads).where(eq(streamHeads.stream, stream)).for("update");
    if (!place) return 0;
    const last = Math.min(place.head - keptEvents, place.floor + batchEvents);
    if (last <= place.floor) return 0;
    const inBatch = and(eq(events.stream, stream), gt(events.offset, place.floor), lte(events.offset, last));
    // Times need not follow the offsets: everything before the first one that is too new.
    const [kept] = await tx
      .select({ offset: sql<number | null>`min(${events.offset})`.mapWith(Number) })
      .from(events)
      .where(and(inBatch, gte(events.at, before)));
    const floor = kept?.offset ? kept.offset - 1 : last;
    if (floor <= place.floor) return 0;
    await tx.update(streamHeads).set({ floor }).where(eq(streamHeads.stream, stream));
    await tx.delete(events).where(and(eq(events.stream, stream), lt(events.offset, floor + 1)));
    return floor - place.floor;
  });
}
