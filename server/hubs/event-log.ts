import type { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import { readEvents, readHead, type StoredEvent, type StreamPlace } from "@/lib/db/stream-log";
import type { StreamEvent } from "@/lib/hub-protocol";
import { envelopeFor } from "@/lib/services/streams/audience";
import type { EventLog, LoggedEvent } from "@/server/hub";

export interface CachedEventLog extends EventLog {
  /** What the relay has just committed, in order; gives what the stream publishes. */
  append(epoch: string, events: StoredEvent[]): LoggedEvent[];
  /** What this process knows of the stream. */
  readonly place: StreamPlace;
  /** Takes the stream's place as the database has it, without the events that led there. */
  adopt(place: StreamPlace): void;
  /** Called where somebody has seen what this process does not know yet; by default the database is looked at. */
  onBehind: () => Promise<void>;
}

interface Options {
  database: Database;
  stream: DurableStreamName;
  /** Newest events kept in memory, so that a herd of reconnects does not reach the database. */
  keep?: number;
  floorLifeMs?: number;
  now?: () => number;
}

/** A durable stream's log: the newest events from memory, older ones from the database. */
export async function openEventLog(options: Options): Promise<CachedEventLog> {
  const { database, stream, keep = 1_000, floorLifeMs = 5_000, now = Date.now } = options;
  let place = await readHead(database.db, stream);
  let floorReadAt = now();
  let recent: LoggedEvent[] = [];

  const log: CachedEventLog = {
    get place() {
      return place;
    },

    adopt(next) {
      if (next.epoch !== place.epoch || next.head < place.head) recent = [];
      place = next;
    },

    async onBehind() {
      log.adopt(await readHead(database.db, stream));
    },

    async head(known = 0) {
      if (known > place.head) await log.onBehind();
      return { epoch: place.epoch, head: place.head };
    },

    async oldest() {
      if (now() - floorReadAt > floorLifeMs) {
        const { floor } = await readHead(database.db, stream);
        // Only now: what was committed while this was read has moved the head.
        place = { ...place, floor };
        floorReadAt = now();
      }
      return place.floor + 1;
    },

    async read(after, limit) {
      const first = recent[0]?.offset ?? Number.POSITIVE_INFINITY;
      // What another node wrote may be newer than what has come here.
      const isWhole = recent.at(-1)?.offset === place.head;
      if (isWhole && after + 1 >= first) return recent.slice(after + 1 - first, after + 1 - first + limit);
      const { epoch } = place;
      const rows = await readEvents(database.db, stream, after, limit);
      return rows.map((row) => logged(row, epoch));
    },

    append(epoch, events) {
      const fresh = events.map((event) => logged(event, epoch));
      const first = fresh[0]?.offset ?? 0;
      const last = fresh.at(-1)?.offset ?? 0;
      const known = epoch === place.epoch ? recent : [];
      // What is published again, because it could not be at first, takes the place of what was there.
      const before = known.filter(({ offset }) => offset < first);
      const after = known.filter(({ offset }) => offset > last);
      // A hole would make the memory lie about offsets: start it anew.
      const joins = before.at(-1)?.offset === first - 1;
      recent = [...(joins ? before : []), ...fresh, ...after].slice(-keep);
      const newest = recent.at(-1)?.offset ?? 0;
      place = { ...place, epoch, head: epoch === place.epoch ? Math.max(newest, place.head) : newest };
      return fresh;
    },
  };
  return log;
}

function logged(event: StoredEvent, epoch: string): LoggedEvent {
  const made = new Map<string, StreamEvent>();
  return {
    offset: event.offset,
    forAudience(audience) {
      const known = made.get(audience);
      if (known) return known;
      const envelope = envelopeFor(event, epoch, audience);
      made.set(audience, envelope);
      return envelope;
    },
  };
}
