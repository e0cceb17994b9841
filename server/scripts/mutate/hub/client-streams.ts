import { broken } from "../mutation";

/** Durable streams in the client. */
export const clientStreamMutations = [
  ...broken("lib/hub-client/stream-user.ts", [
    ["CS-START", "const announced = this.cursor !== null;", "const announced = true;"],
    ["CS-RESYNC", "const announced = this.cursor !== null;", "const announced = false;"],
    ["CS-CURSOR", "this.cursor = handlers.cursor ?? null;", "this.cursor = null;"],
    [
      "CS-REJOIN-LOAD",
      "const cursor = { epoch: last.epoch, offset: last.offset };",
      "const cursor = { epoch: last.epoch, offset: last.offset - (replayed && events.length > 1 ? 1 : 0) };",
    ],
    ["CS-VOID", "&& !isVoid(event)", ""],
  ]),
  ...broken("lib/hub-client/stream-feed.ts", [
    ["CS-JOIN", "if (this.#joining && this.#held.size < maxHeld) this.#held.set(event.offset, event);", ""],
    ["CS-DUPLICATE", "} else if (event.offset > place.offset) {", "} else {"],
    ["CS-ORDER", "if (this.#held.size > 0) this.#mindTheGap();", 'if (this.#held.size > 0) this.join("missed");'],
    ["CS-GAP", "if (isBehind || this.#held.size > 0)", "if (isBehind)"],
    ["CS-LAST", "this.#mindTheGap({ epoch, offset: head });", "return;"],
    [
      "CS-HEAD-EARLY",
      "const isBehind = told !== undefined && (told.epoch !== place.epoch || told.offset > place.offset);",
      "const isBehind = told !== undefined;",
    ],
    ["CS-EPOCH", "this.#mindTheGap(event);", ""],
    ["CS-FAILS", "for (const user of [...this.#users]) user.fail(error);", ""],
    ["CS-SHARED", 'if (this.#port.isLive() && !this.#joining) this.join("newcomer");', ""],
    [
      "CS-SHARED-ONCE",
      "if (lowest === null || user.cursor.offset < (lowest.cursor?.offset ?? 0)) lowest = user;",
      "lowest ??= user;",
    ],
    [
      "CS-SHARED-BAD-CURSOR",
      "if (from === null ? user.cursor === null : user.isAt(from)) user.restart(reply);",
      "user.restart(reply);",
    ],
  ]),
  ...broken("lib/hub-client/recurring-call.ts", [["CS-FAULT", '"INTERNAL", "TIMEOUT"', '"TIMEOUT"']]),
  ...broken("lib/hub-client/client.ts", [
    ["CS-REJOIN", 'for (const feed of feeds.values()) feed.join("missed");', ""],
    ["CS-LAST-USER", 'leave: () => callAndForget("unsubscribe", { stream: name }),', "leave: () => undefined,"],
    [
      "CS-REMOUNT",
      "if (port.isLive()) port.call(method, input).catch(() => undefined);",
      "if (port.isLive()) setTimeout(() => port.call(method, input).catch(() => undefined), 20);",
    ],
  ]),
];
