import type { Logger } from "pino";
import type { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import { readEvents, readHead, type StoredEvent } from "@/lib/db/stream-log";
import type { LoggedEvent } from "@/server/hub";
import type { CachedEventLog } from "./event-log";

const eventsAtOnce = 500;
/** What is further behind is not published one by one: clients start anew, or read on, by the head that they are told. */
const mostBehind = 5_000;

interface Options {
  database: Database;
  stream: DurableStreamName;
  log: CachedEventLog;
  publish(events: readonly LoggedEvent[]): void;
  logger: Logger;
  /** False while this process relays: then there is nothing to follow. */
  isElsewhere: () => boolean;
  /** How often the database is looked at for what nobody has told. */
  intervalMs?: number;
}

export interface StreamFollower extends AsyncDisposable {
  /** What the leader has told. It may come twice, late, or with a hole before it. */
  take(epoch: string, events: StoredEvent[]): void;
  /** Publishes whatever the database has beyond what is known here. Throws when the database is away. */
  catchUp(): Promise<void>;
}

/**
 * Publishes a stream on a node whose relay works elsewhere. The leader's telling is the quick way; what it does not bring is read from the
 * database, so that this node's clients need not find each gap by themselves.
 */
export function followStream(options: Options): StreamFollower {
  const { database, stream, log, publish, logger, isElsewhere, intervalMs = 1_000 } = options;
  let last: Promise<void> = Promise.resolve();
  let isAway = false;

  /** One after the other: what is published must be in order. */
  function inTurn(work: () => void | Promise<void>): Promise<void> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  async function readOn(): Promise<void> {
    if (!isElsewhere()) return;
    const place = await readHead(database.db, stream);
    const isAnother = place.epoch !== log.place.epoch;
    if (isElsewhere() && (isAnother || place.head - log.place.head > mostBehind)) log.adopt(place);
    while (log.place.head < place.head) {
      const read = await readEvents(database.db, stream, log.place.head, eventsAtOnce);
      // This process may have begun to relay while it was read.
      if (!isElsewhere()) return;
      const missed = read.filter(({ offset }) => offset <= place.head);
      if (missed.length === 0) log.adopt(place);
      else publish(log.append(place.epoch, missed));
    }
  }

  async function use(epoch: string, events: StoredEvent[]): Promise<void> {
    if (!isElsewhere()) return;
    const fresh = events.filter(({ offset }) => offset > log.place.head);
    const isNext = epoch === log.place.epoch && fresh[0]?.offset === log.place.head + 1;
    if (isNext) publish(log.append(epoch, fresh));
    else if (fresh.length > 0 || epoch !== log.place.epoch) await readOn();
  }

  const note = (error: unknown): void => {
    if (!isAway) logger.warn({ err: error, stream }, "a stream of another node could not be followed; trying again");
    isAway = true;
  };
  /** One at a time, shared by all who ask for it before it has begun. */
  let waiting: Promise<void> | null = null;
  const catchUp = (): Promise<void> => {
    waiting ??= inTurn(async () => {
      waiting = null;
      await readOn();
      isAway = false;
    });
    return waiting;
  };
  log.onBehind = catchUp;
  const timer = setInterval(() => void catchUp().catch(note), intervalMs).unref();

  return {
    take: (epoch, events) => void inTurn(() => use(epoch, events)).catch(note),
    catchUp,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}
