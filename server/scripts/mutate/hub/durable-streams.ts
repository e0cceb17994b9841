import { broken } from "../mutation";

/** Durable streams on the server. */
export const durableStreamMutations = [
  ...broken("server/hub/durable-stream.ts", [
    [
      "RS-SNAPSHOT",
      'if ("resync" in reply || !reply.more) call.afterReply(',
      'if (!("resync" in reply) && !reply.more) call.afterReply(',
    ],
    ["RS-JOIN", "if (event.offset > covered) host.deliver(", "host.deliver("],
    ["RS-JOIN-SNAPSHOT", "for (const member of joining) keepFor(member, event, limits.bufferEvents);", ""],
    ["RS-OVERFLOW", "return member.overflowed ? { ...page, more: true } : page;", "return page;"],
    ["RS-OVERFLOW-SNAPSHOT", "if (!member.overflowed) return { stream: name,", "return { stream: name,"],
    ["RS-AGAIN", "    forget(connection.id);", ""],
    ["RS-UNSUBSCRIBE", "unsubscribe: (call) => forget(call.connection.id),", "unsubscribe: () => undefined,"],
    ["RS-GONE", 'if (connection.closed) throw new HubError("DISCONNECTED");', ""],
    ["RS-AUDIENCE", "event.forAudience(audience));", 'event.forAudience("all"));'],
    [
      "RS-HEADS",
      'host?.deliver({ rooms: names, except: [] }, "heads",',
      'host?.deliver({ rooms: "all", except: [] }, "heads",',
    ],
    [
      "RS-HEADS-FAULT",
      'options.logger.warn({ err: error, stream: name }, "stream head could not be read"),',
      "void error,",
    ],
  ]),
  ...broken("server/hub/stream-replay.ts", [
    ["RS-REPLAY", "await log.read(cursor.offset,", "await log.read(cursor.offset - 1,"],
    ["RS-NOTHING-NEW", "if (gap === 0) return { stream, epoch, head, events: [], more: false };", ""],
    ["RS-PAGES", "Math.min(gap, limits.pageEvents)", "gap"],
    [
      "RS-PAGE-BYTES",
      "if (bytes > limits.pageBytes && events.length > 0) break;",
      "if (bytes > limits.pageBytes) break;",
    ],
    ["RS-RESYNC", "if (cursor.epoch !== epoch || gap < 0 ||", "if (gap < 0 ||"],
    [
      "RS-RETENTION-EDGE",
      "if (cursor.offset + 1 < (await log.oldest()))",
      "if (cursor.offset + 1 <= (await log.oldest()))",
    ],
    ["RS-GAP", " || gap > limits.maxGapEvents)", ")"],
    ["RS-PRUNED", "if (entry.offset !== last + 1) return null;", ""],
  ]),
  ...broken("server/hub/message.ts", [["RS-ENCODE-ONCE", "this.#json ??= {", "this.#json = {"]]),
];
