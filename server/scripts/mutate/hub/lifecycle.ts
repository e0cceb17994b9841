import { broken } from "../mutation";

/** A connection from its beginning to its end. */
export const lifecycleMutations = [
  ...broken("server/hub/sessions.ts", [
    [
      "H-CONNECTED",
      "const caller = options.callerFor(connection);",
      "const caller = options.callerFor(connection); caller.open();",
    ],
    [
      "H-CONNECTED-CLOSE",
      'socket.on("disconnect", onDisconnect);',
      'process.nextTick(() => socket.on("disconnect", onDisconnect));',
    ],
    ["H-CONNECTED-THROWS", "return false;", "return true;"],
  ]),
  ...broken("server/hub/connection.ts", [
    ["H-REASON", 'return "TRANSPORT_CLOSED";', 'return "CLIENT_LEFT";'],
    ["H-HEALTH", "return transportOf(this.socket);", "return this.handshake.transport;"],
  ]),
  ...broken("server/hub/server.ts", [
    ["H-TIMEOUT", "pingTimeout: clientTimeoutMs - keepAliveIntervalMs,", "pingTimeout: 60_000,"],
  ]),
  ...broken("server/hub/closing.ts", [
    ["H-NOTICE", 'socket.emit("notice", notice);', ""],
    ["H-CLOSE-CUT", "setTimeout(transport.cut, graceMs)", "setTimeout(() => undefined, graceMs)"],
    ["H-CLOSE-SILENCE", "socket.disconnect(true);", "setImmediate(() => socket.disconnect(true));"],
  ]),
  ...broken("server/hub/closer.ts", [["H-CLOSE-WHO", "[...registry.ofUser(userId)]", "[...registry.all()]"]]),
  ...broken("server/hub/expiry.ts", [
    ["H-EXPIRY", "warn(expiring);", ""],
    ["H-EXPIRY-EACH", "dueAt = Math.min(dueAt, this.#step(expiring, now))", "dueAt = this.#step(expiring, now)"],
    ["H-EXTEND-LONG", "if (leftMs <= 0) {", "if (leftMs <= 0 || leftMs > longestDelayMs) {"],
  ]),
  ...broken("server/hub/hub.ts", [
    ["H-ABORT", "abort: (code) => void closer.close(connection, code),", "abort: () => undefined,"],
    ["H-EXTEND", "sessions.watch(connection, expiresAt);", ""],
    ["H-EXTEND-RIGHTS", "if (!sameRights(principal, connection.principal)) {", "if (false) {"],
    ["H-DRAIN", "await idle.reached(timeoutMs);", ""],
  ]),
  ...broken("server/hub/idle.ts", [
    [
      "H-DRAIN-BOUND",
      "const timer = setTimeout(done, timeoutMs);",
      "const timer = setTimeout(() => undefined, timeoutMs);",
    ],
  ]),
];
