import type { DurableStreamName, StreamData } from "@/lib/contracts/streams";
import * as schema from "./schema";
import type { Transaction } from "./transaction";

export interface OutboxEntry<S extends DurableStreamName> {
  stream: S;
  /** Such as `order.updated`. */
  type: string;
  at: Date;
  /** Absolute state after the change, with everything in it; the relay masks it per audience. */
  data: StreamData[S];
  /** Null: whoever may read the stream. */
  audience?: { roles: string[] } | null;
}

/** Adds an event in the transaction of the change itself, after the row's lock was taken. Its offset is given by the relay. */
export async function appendOutbox<S extends DurableStreamName>(tx: Transaction, entry: OutboxEntry<S>): Promise<void> {
  await tx.insert(schema.outbox).values({
    stream: entry.stream,
    type: entry.type,
    at: entry.at,
    payload: entry.data,
    audience: entry.audience ?? null,
  });
}
