import { broken } from "../mutation";

/** What holds over several nodes. */
export const nodeMutations = [
  ...broken("server/hub/backplane/streams-adapter.ts", [
    ["N-GROUP", "if (carried !== undefined)", "if (false)"],
    ["N-LATEST", "if (!(payload instanceof Latest)) return { ...packet };", "if (true) return { ...packet };"],
  ]),
  ...broken("server/hub/delivery.ts", [
    ["N-HERE", 'const nodes = reach === "here" ? namespace.local : namespace;', "const nodes = namespace;"],
  ]),
  ...broken("server/hub/groups.ts", [
    [
      "N-MEMBERS",
      "const { given, isPartial } = await backplane.ask(question, group);",
      "const { given, isPartial } = { given: [], isPartial: false };",
    ],
  ]),
  ...broken("server/hub/backplane/conversation.ts", [
    [
      "N-PARTIAL",
      "const timer = setTimeout(() => end(true), timeoutMs);",
      "const timer = setTimeout(() => end(false), timeoutMs);",
    ],
  ]),
  ...broken("server/hub/closer.ts", [
    [
      "N-CLOSE",
      "return (await backplane.ask(connectionKind, { id, code }, { timeoutMs })).given.includes(true);",
      "return false;",
    ],
  ]),
  ...broken("server/hub/client-results.ts", [
    ["N-ASK", "if (!has(connectionId)) return undefined;", "return undefined;"],
  ]),
  ...broken("server/hub/backplane/shared-presence.ts", [
    ["N-PRESENCE", "this.#table.set(user.id, user.connections > 0 ? user : undefined);", ""],
  ]),
  ...broken("server/hub/backplane/members-elsewhere.ts", [
    [
      "N-GROUP-MEMBERS",
      "this.#table.set(key, connections > 0 ? { group, id, name, role, connections } : undefined);",
      "",
    ],
  ]),
  ...broken("server/hub/backplane/shared-table.ts", [
    ["N-DEAD", "for (const id of went) this.#replace(id, undefined);", ""],
  ]),
  ...broken("server/hub/backplane/redis-client.ts", [["N-HUNG", "keepAnswering(client, log);", ""]]),
  ...broken("server/hub/backplane/members.ts", [["N-AWAY", "look(): void {", "look(): void { this.heardSelf();"]]),
];
