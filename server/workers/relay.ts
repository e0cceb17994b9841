import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { readEvents, type StoredEvent } from "@/lib/db/stream-log";
import { transaction } from "@/lib/db/transaction";

export interface RelayOptions {
  database: Database;
  log: Logger;
  /** Called after the commit, in order of offset, without waiting for anybody. */
  publish(stream: DurableStreamName, epoch: string, events: StoredEvent[]): void;
  /** Another process has taken over: this one must not write any more. */
  onFenced(): void;
  pollIntervalMs?: number;
  batchSize?: number;
}

export interface Relay extends AsyncDisposable {
  /** The outbox has something; called after a commit. Never waits. */
  wake(): void;
}

const { events, outbox, streamHeads } = schema;

/**
 * Takes events out of the outbox, gives them their offsets and publishes them. One writer: each transaction checks the term
 * that was taken at the start. A queue drained in order of commit, not a cursor over ids: ids commit out of order.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { database, log, publish, pollIntervalMs = 250, batchSize = 500 } = options;
  const streams = DurableStreamName.options;
  const terms = new Map<string, number>();
  const published = new Map<string, number>();
  for (const stream of streams) {
    const { term, head } = await takeTerm(database, stream);
    terms.set(stream, term);
    published.set(stream, head);
  }

  async function drain(stream: DurableStreamName): Promise<boolean> {
    const batch = await transaction(database, async (tx) => {
      const [place] = await tx.select().from(streamHeads).where(eq(streamHeads.stream, stream)).for("update");
      if (!place || place.term !== terms.get(stream)) throw new FencedError();
      const waiting = await tx
        .select()
        .from(outbox)
        .where(eq(outbox.stream, stream))
        .orderBy(asc(outbox.id))
        .limit(batchSize);
      if (waiting.length === 0) return { epoch: place.epoch, before: place.head, stored: [] };
      // The offset is given here, not at insert: transactions commit out of id order.
      const stored = waiting.map((row, i) => ({
        stream,
        offset: place.head + i + 1,
        id: uuidv7(),
        type: row.type,
        at: row.at,
        payload: row.payload,
        audience: row.audience,
      }));
      await tx.insert(events).values(stored);
      await tx.delete(outbox).where(
        inArray(
          outbox.id,
          waiting.map((row) => row.id),
        ),
      );
      await tx
        .update(streamHeads)
        .set({ head: place.head + stored.length })
        .where(eq(streamHeads.stream, stream));
      return { epoch: place.epoch, before: place.head, stored };
    });
    await publishMissed(stream, batch.epoch, batch.before);
    if (batch.stored.length === 0) return false;
    publish(stream, batch.epoch, batch.stored);
    published.set(stream, batch.before + batch.stored.length);
    return batch.stored.length === batchSize;
  }

  /** A commit whose answer was lost has moved the head without being published. */
  async function publishMissed(stream: DurableStreamName, epoch: string, head: number): Promise<void> {
    for (let last = published.get(stream) ?? head; last < head; last = published.get(stream) ?? head) {
      const missed = (await readEvents(database.db, stream, last, batchSize)).filter((event) => event.offset <= head);
      if (missed.length > 0) publish(stream, epoch, missed);
      published.set(stream, missed.at(-1)?.offset ?? head);
    }
  }

  let stopped = false;
  let woken = false;
  let signal: (() => void) | undefined;
  const wake = () => {
    woken = true;
    signal?.();
  };

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      try {
        const more = await Promise.all(streams.map(drain));
        if (more.some(Boolean)) continue;
      } catch (error) {
        if (error instanceof FencedError) {
          log.fatal("another process has taken over the streams of this database; this one stops");
          return options.onFenced();
        }
        log.error({ err: error }, "relay: the outbox could not be drained; trying again");
      }
      if (!woken && !stopped) await sleepUntilWoken();
    }
  }

  const sleepUntilWoken = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollIntervalMs);
      signal = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const running = run();
  return {
    wake,
    async [Symbol.asyncDispose]() {
      stopped = true;
      wake();
      await running;
    },
  };
}

class FencedError extends Error {}

/** Raises the term, which ends any older relay's writes. */
async function takeTerm(database: Database, stream: DurableStreamName): Promise<{ term: number; head: number }> {
  const [row] = await database.db
    .update(streamHeads)
    .set({ term: sql`${streamHeads.term} + 1` })
    .where(eq(streamHeads.stream, stream))
    .returning();
  if (!row) throw new Error(`The stream ${stream} has no head.`);
  return { term: row.term, head: row.head };
}
