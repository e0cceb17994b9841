import { asc, eq, inArray, isNotNull } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import type { StoredEvent } from "@/lib/db/stream-log";
import { type Transaction, transaction } from "@/lib/db/transaction";

const { events, outbox, streamHeads } = schema;

/** Another process has taken over the stream: this one must not write any more. */
export class FencedError extends Error {}

/** A stream, and the term that this process took at its start. */
export interface Line {
  stream: DurableStreamName;
  term: number;
}

/** The stream's place, locked until the transaction ends. Throws FencedError when the term is no longer ours. */
export async function lockHead(tx: Transaction, { stream, term }: Line): Promise<typeof streamHeads.$inferSelect> {
  const [place] = await tx.select().from(streamHeads).where(eq(streamHeads.stream, stream)).for("update");
  if (!place || place.term !== term) throw new FencedError();
  return place;
}

/** How a stream stands, seen without a lock. */
export interface Standing {
  term: number;
  head: number;
  /** The outbox has something of it. */
  isWaiting: boolean;
}

/** How each stream stands: one statement tells a relay which of them are worth a transaction. */
export async function readStandings(database: Database): Promise<ReadonlyMap<string, Standing>> {
  const { stream, term, head } = streamHeads;
  // One look through the outbox for all of them: a stream of which nothing waits has no row there to stop at.
  const waiting = database.db.selectDistinct({ stream: outbox.stream }).from(outbox).as("waiting");
  const rows = await database.db
    .select({ stream, term, head, isWaiting: isNotNull(waiting.stream).mapWith(Boolean) })
    .from(streamHeads)
    .leftJoin(waiting, eq(waiting.stream, stream));
  return new Map(rows.map((row) => [row.stream, row]));
}

export interface StoreOptions {
  limit: number;
  /** Throws for an event that could not be published: it gets no offset, and those before it go without it. */
  check(event: StoredEvent): void;
  /** The first of those that are about to be stored, by its outbox id. */
  onFirst(outboxId: number): void;
}

export interface StoredBatch {
  epoch: string;
  /** The head before this batch. */
  before: number;
  stored: StoredEvent[];
  /** Something waits behind these. */
  more: boolean;
}

/** Moves events from the outbox into the stream, in one transaction, oldest first. Throws FencedError, and whatever one of them causes. */
export function storeBatch(
  database: Database,
  line: Line,
  { limit, check, onFirst }: StoreOptions,
): Promise<StoredBatch> {
  const { stream } = line;
  return transaction(database, async (tx) => {
    const place = await lockHead(tx, line);
    const waiting = await tx
      .select()
      .from(outbox)
      .where(eq(outbox.stream, stream))
      .orderBy(asc(outbox.id))
      .limit(limit);
    const [first] = waiting;
    if (first === undefined) return { epoch: place.epoch, before: place.head, stored: [], more: false };
    onFirst(first.id);
    // The offset is given here, not at insert: transactions commit out of id order.
    const wanted = waiting.map((row, i) => ({
      stream,
      offset: place.head + i + 1,
      id: uuidv7(),
      type: row.type,
      at: row.at,
      payload: row.payload,
      audience: row.audience,
    }));
    const stored = checkedOf(wanted, check);
    await tx.insert(events).values(stored);
    await tx.delete(outbox).where(
      inArray(
        outbox.id,
        waiting.slice(0, stored.length).map((row) => row.id),
      ),
    );
    await tx
      .update(streamHeads)
      .set({ head: place.head + stored.length })
      .where(eq(streamHeads.stream, stream));
    const more = waiting.length === limit || stored.length < waiting.length;
    return { epoch: place.epoch, before: place.head, stored, more };
  });
}

/** Those before the first one that fails. Throws when that is the very first. */
function checkedOf(events: StoredEvent[], check: (event: StoredEvent) => void): StoredEvent[] {
  for (const [index, event] of events.entries()) {
    try {
      check(event);
    } catch (error) {
      if (index === 0) throw error;
      return events.slice(0, index);
    }
  }
  return events;
}
