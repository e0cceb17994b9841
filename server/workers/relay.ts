import { eq, sql } from "drizzle-orm";
import type { Logger } from "pino";
import { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import type { StoredEvent } from "@/lib/db/stream-log";
import { RelayLine } from "./relay-line";
import { FencedError, readStandings } from "./relay-store";

export interface RelayOptions {
  database: Database;
  log: Logger;
  /** Called after the commit, in order of offset, without waiting for anybody. What it throws is tried again, then buried. */
  publish(stream: DurableStreamName, epoch: string, events: StoredEvent[]): void;
  /** Throws for an event that cannot be published; asked before the event gets its offset. */
  check?(stream: DurableStreamName, event: StoredEvent): void;
  /** An event failed again and again and was taken out of its stream. */
  onDeadLetter?(stream: DurableStreamName): void;
  /** The terms are taken: nobody else gives offsets any more. Awaited before the first event is relayed. */
  onTaken?(): Promise<void>;
  /** Another process has taken over: this one must not write any more. */
  onFenced(): void;
  pollIntervalMs?: number;
  batchSize?: number;
}

export interface Relay extends AsyncDisposable {
  /** The outbox has something; called after a commit. Never waits. */
  wake(): void;
}

const { streamHeads } = schema;

/**
 * Takes events out of the outbox, gives them their offsets and publishes them. One writer: each transaction checks the term
 * that was taken at the start. A queue drained in order of commit, not a cursor over ids: ids commit out of order. An event
 * that fails five times becomes a dead letter, so that its stream moves on.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { database, log, publish, pollIntervalMs = 250, batchSize = 500 } = options;
  const lines = new Map<DurableStreamName, RelayLine>();
  for (const stream of DurableStreamName.options) {
    const { term, head } = await takeTerm(database, stream);
    lines.set(
      stream,
      new RelayLine({
        database,
        log,
        line: { stream, term },
        head,
        batchSize,
        check: (event) => options.check?.(stream, event),
        publish: (epoch, events) => publish(stream, epoch, events),
        onDeadLetter: () => options.onDeadLetter?.(stream),
        nowMs: () => performance.now(),
      }),
    );
  }

  await options.onTaken?.();

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
        if (await advanceAll(database, lines)) continue;
      } catch (error) {
        if (error instanceof FencedError) {
          log.warn("another process has taken over the streams of this database");
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

/**
 * One step of each line where there is something to do, to its end: none is begun again while it runs. Resolves to whether there may be
 * more; throws FencedError before anything else that went wrong.
 */
async function advanceAll(database: Database, lines: ReadonlyMap<DurableStreamName, RelayLine>): Promise<boolean> {
  const standings = await readStandings(database);
  const due = [...lines].filter(([stream, line]) => line.isDue(standings.get(stream)));
  const steps = await Promise.allSettled(due.map(([, line]) => line.advance()));
  const failures = steps.flatMap((step) => (step.status === "rejected" ? [step.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((failure) => failure instanceof FencedError) ?? failures[0];
  return steps.some((step) => step.status === "fulfilled" && step.value);
}

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
