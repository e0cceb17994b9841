import { broken } from "../mutation";

/** Connections within the process. */
export const loopbackMutations = [
  ...broken("server/hub/loopback.ts", [
    ["H-LOOP", "return takeReply(id ?? 0, (data as [Reply<unknown>])[0]);", "return;"],
    ["H-LOOP-ORDER", "onReply?.(reply);", "setImmediate(() => onReply?.(reply));"],
    [
      "H-LOOP-REFUSED",
      "if (refusal !== null) refuse(new RefusedHandshake(refusal));",
      "if (false) return undefined as never;",
    ],
    ["H-LOOP-GONE", 'refuse(new RefusedHandshake(refusalBy(closedWith ?? "UNAVAILABLE")));', ""],
    ["H-LOOP-CLOSE", "closedWith = closeCodeIn(payload) ?? closedWith;", "closedWith = null;"],
    ["H-LOOP-WORDS", "if (!isCallable(method)) return onReply", "if (false) return onReply"],
    ["H-LOOP-ASKED", "say(packetTypes.ack, question, [cannotAnswer]);", "return;"],
    ["H-LOOP-OWN", "if (isOwn) linkOf(connection)?.grantCall();", ""],
    ["H-LOOP-BEAT", 'ponged: () => void connection.emit("heartbeat")', "ponged: () => undefined"],
  ]),
  ...broken("server/hub/loopback-connection.ts", [
    ["H-LOOP-CLOSE", "this.#transport.cut();", ""],
    ["H-LOOP-SLOW", "return this.#transport.waitingBytes();", "return 0;"],
  ]),
  ...broken("server/hub/sessions.ts", [
    ["H-LOOP-MUTE", "options.isShown(principal) && answersPings(socket)", "options.isShown(principal)"],
    ["H-LOOP-MUTE", "if (isPresent(this, connection.principal)) presence.leave(", "presence.leave("],
  ]),
  ...broken("server/hub/link.ts", [
    [
      "H-LOOP-SHARED",
      "this.#engine.takePacket(message.packet);",
      "this.#engine.takePacket(structuredClone(message.packet));",
    ],
  ]),
  ...broken("server/hub/server.ts", [
    ["H-LOOP-SLOW", "[...allEngines(io), ...loopbacks]", "allEngines(io)"],
    [
      "H-LOOP-HIDDEN",
      "loopbacks.add(engine);",
      "Object.assign((io.engine as unknown as { clients: object }).clients, { [engine.id]: engine });",
    ],
  ]),
  ...broken("server/hub/engine-connection.ts", [["H-LOOP-HTTP", 'new URL(this.url, "http://hub").searchParams', "[]"]]),
];
