import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

const relayLine = "server/workers/relay-line.ts";
const durableStream = "server/hub/durable-stream.ts";
const streamFeed = "lib/hub-client/stream-feed.ts";
const streamUser = "lib/hub-client/stream-user.ts";
const followStream = "server/gateways/follow-stream.ts";

const noGap = (rule: string) => line(rule, streamFeed, "if (this.#held.size > 0) this.#mindTheGap();", "");
const noHeadInClient = (rule: string) =>
  line(rule, streamFeed, "this.#mindTheGap({ epoch, offset: head });", "return;");

/** From the commit to the client's view. */
export const deliveryFaults: readonly FaultMutation[] = [
  {
    rule: "publish-missed",
    row: "lost-emit",
    breaks: /were not told everything/,
    lines: [
      line("publish-missed", relayLine, "await this.#publishMissed(epoch, head);", ""),
      line("publish-missed", relayLine, "await this.#publishMissed(batch.epoch, batch.before);", ""),
    ],
    why: "the relay looks before and after it has taken a batch",
  },
  {
    rule: "head-heartbeat",
    row: "lost-emit",
    breaks: /were not told everything/,
    lines: [
      line(
        "head-heartbeat",
        durableStream,
        'host?.deliver({ rooms: names, except: [] }, "heads", [{ stream: name, epoch, head }]);',
        "void [epoch, head];",
      ),
    ],
  },
  {
    rule: "offset-dedupe",
    row: "lost-emit",
    breaks: /doubled: /,
    lines: [
      line(
        "offset-dedupe",
        streamFeed,
        "} else if (event.offset > place.offset) {",
        "} else if (event.offset <= place.offset) {\n      for (const user of [...this.#users]) user.take([event], false);\n    } else {",
      ),
      line("offset-dedupe", streamUser, " || last.offset <= from.offset) return;", ") return;"),
      line("offset-dedupe", streamUser, "event.offset > from.offset && !isVoid(event)", "!isVoid(event)"),
    ],
    why: "the feed and each of its users know their places",
  },
  {
    rule: "gap-detection",
    row: "lost-emit",
    breaks: /missing: |were not told everything/,
    lines: [noGap("gap-detection"), noHeadInClient("gap-detection")],
    why: "a head heals a gap too, five seconds later",
  },
  {
    rule: "gap-detection-of-gateways",
    row: "lost-emit",
    breaks: /missing: .*\((sse|ws), /,
    lines: [line("gap-detection-of-gateways", followStream, "    else this.#ask();", "    else this.#apply(event);")],
  },
  {
    rule: "join-buffer",
    row: "cut",
    breaks: /missing: |were not told everything/,
    rounds: 3,
    lines: [
      line(
        "join-buffer",
        durableStream,
        "for (const member of joining) keepFor(member, event, limits.bufferEvents);",
        "",
      ),
      noGap("join-buffer"),
      noHeadInClient("join-buffer"),
    ],
    why: "the client fetches the gap that it leaves",
  },
  {
    rule: "resume",
    row: "cut",
    breaks: /^resyncs [1-9]/,
    lines: [
      line("resume", "server/hub/stream-replay.ts", "if (cursor.epoch !== epoch || gap < 0 ||", "if (gap !== -1 ||"),
    ],
  },
  {
    rule: "idempotency-key",
    row: "cut",
    breaks: /commands were refused|unasked: /,
    rounds: 2,
    lines: [
      line("idempotency-key", "lib/services/command.ts", "if (claimed.length === 0) {", "if (claimed.length < 0) {"),
    ],
  },
  {
    rule: "snapshot-version",
    row: "cut",
    breaks: /inverted: .* shows /,
    rounds: 2,
    lines: [
      line(
        "snapshot-version",
        "lib/client/orders/order-cache.ts",
        "old && old.version >= next.version ? old : next;",
        "next;",
      ),
      line("snapshot-version", "server/compose.ts", "late.wake = delivery.wake;", ""),
      line("snapshot-version", "server/workers/relay.ts", "pollIntervalMs = 250", "pollIntervalMs = 3_000"),
    ],
    why: "a relay that is not woken, and polls seldom, so that snapshots are newer than their place",
  },
];
