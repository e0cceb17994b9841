import { and, eq, gt, gte, lte, sql } from "drizzle-orm";
import { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import { dropPartitions, type Partition, readRowTables } from "@/lib/db/partitions";
import { events, streamHeads } from "@/lib/db/schema";
import { type Transaction, transaction } from "@/lib/db/transaction";
import { deleteBatches } from "./delete-batches";

const keptMs = 7 * 86_400_000;
/** A client that was away can be brought up to date by so many events: they stay whatever their age. */
const keptEvents = 10_000;
/** By so many offsets a floor moves at most at once: they are looked through while the relay waits. */
const mostMoved = 100_000;
const batchEvents = 1_000;
/** More than all streams keep by number: then something else is wrong, and the partition stays. */
const mostRescued = 2 * keptEvents * DurableStreamName.options.length;

/**
 * Takes away events older than 7 days beyond the last 10,000 of their stream, oldest first, and returns how many are not promised
 * any more. A stream's `floor` moves first, so that nobody is promised what is gone; then whole partitions are dropped, and the
 * rest is deleted.
 */
export async function pruneEvents(database: Database, nowMs: number): Promise<number> {
  const before = new Date(nowMs - keptMs);
  let gone = 0;
  for (const stream of DurableStreamName.options) gone += await moveFloor(database, stream, before);
  await dropPartitions(database, "events", before.getTime(), rescueKept);
  for (const table of await readRowTables(database.db, "events")) await deleteBelowFloors(database, table);
  return gone;
}

/** Returns by how much. */
function moveFloor(database: Database, stream: DurableStreamName, before: Date): Promise<number> {
  return transaction(database, async (tx) => {
    const [place] = await tx.select().from(streamHeads).where(eq(streamHeads.stream, stream)).for("update");
    if (!place) return 0;
    const last = Math.min(place.head - keptEvents, place.floor + mostMoved);
    if (last <= place.floor) return 0;
    // Times need not follow the offsets: everything before the first one that is too new.
    const [kept] = await tx
      .select({ offset: sql<number | null>`min(${events.offset})`.mapWith(Number) })
      .from(events)
      .where(
        and(
          eq(events.stream, stream),
          gt(events.offset, place.floor),
          lte(events.offset, last),
          gte(events.at, before),
        ),
      );
    const floor = kept?.offset ? kept.offset - 1 : last;
    if (floor <= place.floor) return 0;
    await tx.update(streamHeads).set({ floor }).where(eq(streamHeads.stream, stream));
    return floor - place.floor;
  });
}

/** Events that are promised for their number, not for their age, go into the default partition. */
async function rescueKept(tx: Transaction, { name }: Partition): Promise<boolean> {
  const partition = sql.identifier(name);
  const kept = sql`from ${partition} as old join stream_heads on stream_heads.stream = old.stream and old."offset" > floor`;
  const { rows } = await tx.execute<{ count: number }>(
    sql`select count(*)::int as count from (select ${kept} limit ${mostRescued + 1}) as kept`,
  );
  const count = rows[0]?.count ?? 0;
  if (count > mostRescued) return false;
  if (count === 0) return true;
  await tx.execute(sql`alter table events detach partition ${partition}`);
  await tx.execute(sql`insert into events select old.* ${kept}`);
  return true;
}

async function deleteBelowFloors(database: Database, table: string): Promise<void> {
  for (const { stream, floor } of await database.db.select().from(streamHeads)) {
    await deleteBatches(
      database,
      `delete from ${table} where ctid = any(array(
         select ctid from ${table} where stream = $2 and "offset" <= $3 order by "offset" limit $1))`,
      [stream, floor],
      batchEvents,
    );
  }
}
