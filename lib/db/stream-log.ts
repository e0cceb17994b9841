import { and, asc, eq, gt } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "./open";
import * as schema from "./schema";
import type { Transaction } from "./transaction";

/** Where a stream stands: offsets run from `floor + 1` to `head`. */
export interface StreamPlace {
  epoch: string;
  head: number;
  floor: number;
}

export type StoredEvent = typeof schema.events.$inferSelect;

type Reader = Database["db"] | Transaction;

/** Makes each stream's row at the first start, with an epoch of its own. */
export async function ensureStreams({ db }: Database): Promise<void> {
  const rows = DurableStreamName.options.map((stream) => ({ stream, epoch: uuidv7(), head: 0 }));
  await db.insert(schema.streamHeads).values(rows).onConflictDoNothing();
}

/** Throws when `ensureStreams` has not run on this database. */
export async function readHead(reader: Reader, stream: DurableStreamName): Promise<StreamPlace> {
  const [row] = await reader.select().from(schema.streamHeads).where(eq(schema.streamHeads.stream, stream));
  if (!row) throw new Error(`The stream ${stream} has no head: ensureStreams has not run.`);
  return { epoch: row.epoch, head: row.head, floor: row.floor };
}

/** Events after `offset`, oldest first, at most `limit`. */
export const readEvents = (
  reader: Reader,
  stream: DurableStreamName,
  offset: number,
  limit: number,
): Promise<StoredEvent[]> =>
  reader
    .select()
    .from(schema.events)
    .where(and(eq(schema.events.stream, stream), gt(schema.events.offset, offset)))
    .orderBy(asc(schema.events.offset))
    .limit(limit);
