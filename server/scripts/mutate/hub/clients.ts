import { broken } from "../mutation";

/** Whom the server tells and asks: clients, groups, presence, resources. */
export const clientsMutations = [
  ...broken("server/hub/clients.ts", [
    [
      "H-CLIENTS",
      "groupExcept: (name, ids) => to([rooms.group(name)], ids),",
      "groupExcept: (name) => to([rooms.group(name)]),",
    ],
    ["H-CLIENTS-CALL", "others: clients.allExcept([connectionId]),", "others: clients.all,"],
    ["H-RESULT-OPEN", "    ...clients,", ""],
  ]),
  ...broken("server/hub/delivery.ts", [
    ["H-CLIENTS-NOBODY", '(id.includes(":") ? "nobody:" : id)', "id"],
    ["H-CLIENTS-NOBODY", 'if (target.rooms !== "all" && target.rooms.length === 0) return;', ""],
  ]),
  ...broken("server/hub/message.ts", [["H-ENCODE-ONCE", "this.#json ??= {", "this.#json = {"]]),
  ...broken("server/hub/groups.ts", [
    ["H-GROUPS", "void namespace.sockets.get(connectionId)?.leave(rooms.group(group));", ""],
    ["H-GROUPS-LIMIT", "if (connection.groups.size >= maxPerConnection) {", "if (false) {"],
  ]),
  ...broken("server/hub/presence.ts", [
    [
      "H-PRESENCE",
      "if (connections > 0) this.#present.set(id, { id, name, role, connections });",
      "if (connections > 0) this.#present.set(id, { id, name, role, connections: 1 });",
    ],
    ["H-PRESENCE-SHOWN", "const gone = before ?? shown;", "const gone = before;"],
    ["H-PRESENCE-QUIET", "before?.connections !== now.connections ||", "true ||"],
  ]),
  ...broken("server/hub/sessions.ts", [
    ["H-PRESENCE-HIDDEN", "options.isShown(principal) && answersPings(socket)", "answersPings(socket)"],
  ]),
  ...broken("server/hub/client-results.ts", [
    ["H-RESULT", ".emit(name, input, (timedOut", ".emit(name, {}, (timedOut"],
    ["H-RESULT-TIMEOUT", ".timeout(timeoutMs)", ".timeout(60_000)"],
    ["H-RESULT-TIMEOUT", "if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs))", "if (timeoutMs < 0)"],
    ["H-RESULT-GONE", 'connection.signal.addEventListener("abort", onGone);', ""],
    ["H-RESULT-ABSENT", "if (connection === undefined || connection.closed)", "if (connection?.closed)"],
    ["H-RESULT-CANCEL", 'signal?.addEventListener("abort", onAbort);', ""],
    ["H-RESULT-VALIDATE", "return parseInput(method.output, reply.value);", "return reply.value;"],
    [
      "H-RESULT-ERROR",
      "if (!reply.ok) throw cannotAnswer(foreignError(reply.error));",
      "if (!reply.ok) throw foreignError(reply.error);",
    ],
  ]),
  ...broken("server/hub/foreign-error.ts", [
    ["H-RESULT-STRANGER", "Object.hasOwn(errorCodes, code)", "code in errorCodes"],
  ]),
  ...broken("server/hub/resource-groups.ts", [
    ["H-RESOURCE", "drop(connection.id, group);", ""],
    ["H-RESOURCE-USERS", "if (!membership.connections.has(connection.id)) {", "if (true) {"],
    ["H-RESOURCE-RIGHTS", "if (isAllowed !== true) throw", "if (false) throw"],
    ["H-RESOURCE-CANCEL", "if (call.signal.aborted) throw", "if (false) throw"],
    ["H-RESOURCE-OUTSIDE", "{ rooms: [rooms.group(group)], except: [] }", '{ rooms: "all", except: [] }'],
  ]),
  ...broken("server/hub/hub.ts", [["H-RESOURCE-GONE", "options.resourceGroups?.forget(connectionId);", ""]]),
];
