import type { Cursor, DurableReply, SnapshotReply } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";
import type { Connection } from "./connection";
import type { Deliver } from "./delivery";
import { rooms } from "./delivery";
import type { EventLog, LoggedEvent } from "./event-log";
import type { HubLog } from "./log";
import type { Principal } from "./principal";
import type { Member } from "./stream-audiences";
import { StreamAudiences } from "./stream-audiences";
import type { ReplayLimits } from "./stream-replay";
import { replay } from "./stream-replay";

/** The list a client starts from, read together with the stream's place in one transaction. `cursor` is the list's next page elsewhere. */
export interface StreamSnapshot {
  snapshot: unknown;
  epoch: string;
  head: number;
  cursor: string | null;
}

export interface StreamLimits extends ReplayLimits {
  /** Live events kept per connection while it replays; beyond, they are dropped and come from the log. */
  bufferEvents: number;
  headIntervalMs: number;
}

export const defaultStreamLimits: StreamLimits = {
  pageEvents: 200,
  pageBytes: 128 * 1024,
  maxGapEvents: 10_000,
  bufferEvents: 1_000,
  headIntervalMs: 5_000,
};

export interface DurableStreamOptions<P extends Principal> {
  name: string;
  log: EventLog;
  /** Everybody of one audience sees the same: each event is encoded once per audience. */
  audienceOf: (principal: P) => string;
  snapshot: (about: { principal: P; audience: string }) => Promise<StreamSnapshot>;
  logger: HubLog;
  limits?: Partial<StreamLimits>;
}

/** What a stream needs of the hub that it is attached to. */
export interface StreamHost {
  deliver: Deliver;
  join(connectionId: string, room: string): void;
  leave(connectionId: string, room: string): void;
}

/** The part of a call that subscribing needs. */
export interface StreamCall<P extends Principal> {
  readonly connection: Connection<P>;
  afterReply(action: () => void): void;
}

/**
 * A stream with offsets: whoever subscribes with the last offset it received misses nothing. Who may subscribe is decided by the caller
 * of `subscribe`, before each page. One node's part: `publish` is to be called on every node.
 */
export interface DurableStream<P extends Principal> {
  readonly name: string;
  /** Throws `UNAVAILABLE` when events come faster than a snapshot can be read. */
  subscribe(call: StreamCall<P>, cursor?: { epoch?: string; offset?: number }): Promise<DurableReply>;
  unsubscribe(call: StreamCall<P>): void;
  /** Whether this connection is in it, or on its way in. */
  has(connectionId: string): boolean;
  /** Tells every audience. The events are in the log already: emit after commit. */
  publish(events: readonly LoggedEvent[]): void;
  /** Tells the newest offset, by which clients find a lost last event. Happens by itself each `headIntervalMs`. */
  publishHeads(): Promise<void>;
  attach(host: StreamHost): void;
  forget(connectionId: string): void;
  close(): void;
}

const maxSnapshotTries = 3;

export function createDurableStream<P extends Principal>(options: DurableStreamOptions<P>): DurableStream<P> {
  const { name, log } = options;
  const limits = { ...defaultStreamLimits, ...options.limits };
  const audiences = new StreamAudiences(name);
  let host: StreamHost | undefined;
  let timer: NodeJS.Timeout | undefined;

  function forget(connectionId: string): void {
    const left = audiences.leave(connectionId);
    if (left?.phase === "live") host?.leave(connectionId, audiences.roomOf(left.audience));
  }

  function enter(connection: Connection<P>): Member {
    forget(connection.id);
    return audiences.enter(connection.id, options.audienceOf(connection.principal));
  }

  async function readSnapshot(connection: Connection<P>, member: Member): Promise<SnapshotReply> {
    for (let attempt = 1; attempt <= maxSnapshotTries; attempt += 1) {
      member.overflowed = false;
      const taken = await options.snapshot({ principal: connection.principal, audience: member.audience });
      if (!member.overflowed) return { stream: name, resync: true, ...taken };
    }
    throw new HubError("UNAVAILABLE", `The stream ${name} moves too fast for a snapshot.`);
  }

  async function readReply(connection: Connection<P>, member: Member, cursor: Cursor | null): Promise<DurableReply> {
    member.overflowed = false;
    const page = cursor === null ? null : await replay(log, name, cursor, member.audience, limits);
    if (page === null) return readSnapshot(connection, member);
    // What was dropped meanwhile may be above the head that this page knew: one more page will find it.
    return member.overflowed ? { ...page, more: true } : page;
  }

  function goLive(member: Member, covered: number): void {
    if (host === undefined || !audiences.isCurrent(member)) return;
    const waiting = member.buffer;
    audiences.goLive(member);
    const alone = { rooms: [rooms.connection(member.connectionId)], except: [] };
    for (const event of waiting) {
      if (event.offset > covered) host.deliver(alone, "streamEvent", event.forAudience(member.audience));
    }
    host.join(member.connectionId, audiences.roomOf(member.audience));
  }

  async function publishHeads(): Promise<void> {
    const names = [...audiences.entries()].map(({ room }) => room);
    if (names.length === 0) return;
    const { epoch, head } = await log.head();
    host?.deliver({ rooms: names, except: [] }, "heads", [{ stream: name, epoch, head }]);
  }

  return {
    name,
    publishHeads,
    forget,
    has: (connectionId) => audiences.has(connectionId),

    async subscribe(call, place) {
      const { connection } = call;
      const member = enter(connection);
      const cursor =
        place?.epoch === undefined || place.offset === undefined ? null : { epoch: place.epoch, offset: place.offset };
      try {
        const reply = await readReply(connection, member, cursor);
        if (connection.closed) throw new HubError("DISCONNECTED");
        if ("resync" in reply || !reply.more) call.afterReply(() => goLive(member, reply.head));
        // Until the client comes for the next page there is nothing to keep: that page reads the log anew.
        else if (audiences.isCurrent(member)) forget(connection.id);
        return reply;
      } catch (error) {
        if (audiences.isCurrent(member)) forget(connection.id);
        throw error;
      }
    },

    unsubscribe: (call) => forget(call.connection.id),

    publish(events) {
      for (const event of events) {
        for (const { audience, room, live, joining } of audiences.entries()) {
          if (live > 0) {
            host?.deliver({ rooms: [room], except: [] }, "streamEvent", event.forAudience(audience));
          }
          for (const member of joining) keepFor(member, event, limits.bufferEvents);
        }
      }
    },

    attach(attached) {
      if (host !== undefined) throw new Error(`The stream ${name} is attached already.`);
      host = attached;
      timer = setInterval(() => {
        publishHeads().catch((error: unknown) =>
          options.logger.warn({ err: error, stream: name }, "stream head could not be read"),
        );
      }, limits.headIntervalMs).unref();
    },

    close() {
      clearInterval(timer);
      host = undefined;
    },
  };
}

function keepFor(member: Member, event: LoggedEvent, maxEvents: number): void {
  if (member.buffer.length >= maxEvents) {
    member.buffer = [];
    member.overflowed = true;
  }
  // After a drop nothing is kept until the next page: what would be kept has a hole before it.
  if (!member.overflowed) member.buffer.push(event);
}
