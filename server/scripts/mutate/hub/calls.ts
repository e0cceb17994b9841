import { broken } from "../mutation";

/** Calls: their order, limits, errors, cancellation, and the object that runs them. */
export const callMutations = [
  ...broken("server/hub/dispatcher.ts", [
    [
      "H-NO-ACK",
      "this.#receiveCall(name, input, meta, acknowledge);",
      "if (acknowledge) this.#receiveCall(name, input, meta, acknowledge);",
    ],
    ["H-SIZE", "if (running.name === oversized)", "if (false)"],
    ["H-RATE", "running.connection.takeGrantedCall() ? 0 : bucket.take();", "0;"],
    ["H-SIGNAL", "for (const running of unfinished) running.cancel();", ""],
    ["H-CANCEL-ID", "freeId(running, frame.id);", ""],
    ["H-ID-IN-USE", "const isTaken = read !== null && this.#calls?.has(read.id);", "const isTaken = false;"],
  ]),
  ...broken("server/hub/answerer.ts", [
    ["H-REPLY", "running.acknowledge?.({ ok: true, value });", "running.acknowledge?.({ ok: true, value: null });"],
    ["H-DETAILED", 'if (code !== "INTERNAL" || !options.detailedErrors) return replyError;', "return replyError;"],
    ["H-INTERNAL", 'if (code !== "INTERNAL" || !options.detailedErrors)', 'if (code !== "INTERNAL")'],
  ]),
  ...broken("server/hub/invoker.ts", [
    ["H-VALIDATE", "const input = parseInput(operation.input, running.input);", "const input = running.input;"],
    [
      "H-ORDER",
      "demands.before(connection.principal, operation);",
      "parseInput(operation.input, running.input); demands.before(connection.principal, operation);",
    ],
    ["H-PERMISSION-BY-INPUT", "demands.byInput(connection.principal, operation, input);", ""],
    ["H-UNKNOWN", "&& Object.hasOwn(contract.server, name) ?", "&& name in contract.server ?"],
    ["H-CONTRACT", "assertComplete(contract, newHubObject(), policies);", ""],
    [
      "H-TRANSIENT",
      "const newHubObject = () => options.implementation()",
      "const kept = options.implementation(); const newHubObject = () => kept",
    ],
  ]),
  ...broken("server/hub/call-log.ts", [
    [
      "H-UNKNOWN-SILENT",
      'log.warn({ ...about, count }, "hub call of a method that does not exist"),',
      'log.debug({ ...about, count }, "hub call of a method that does not exist"),',
    ],
    ["H-CANCEL-REPLY", 'return isAbort && signal.aborted ? "CANCELLED" : "INTERNAL";', 'return "INTERNAL";'],
  ]),
  ...broken("server/hub/call-queue.ts", [
    ["H-SERIAL", "this.#running < this.#parallel", "this.#running <= this.#parallel"],
    ["H-QUEUE", "if (this.#waiting.length >= this.#maxWaiting) return false;", ""],
  ]),
  ...broken("server/hub/call-meta.ts", [
    ["H-META", "if (id === null || id < 1)", "if (id === null)"],
    ["H-TRACE", "(?!0{32})", ""],
  ]),
  ...broken("server/hub/control-frames.ts", [["H-CANCEL", 'return { kind: "cancel", id };', "return null;"]]),
  ...broken("server/hub/running-call.ts", [["H-CANCEL-QUEUED", "this.isCancelled = true;", ""]]),
  ...broken("lib/hub-protocol/reply.ts", [
    ["H-HUB-ERROR", "...(error.fields === undefined ? {} : { fields: error.fields }),", ""],
  ]),
  ...broken("server/hub/hub.ts", [
    ["H-DETAILED-PRODUCTION", 'if (options.detailedErrors && process.env.NODE_ENV === "production")', "if (false)"],
  ]),
  ...broken("server/hub/sessions.ts", [["H-WELCOME", "socket.emit(control.welcome, options.welcome);", ""]]),
  ...broken("server/hub/server.ts", [
    ["H-SIZE-FRAME", "options.maxFrameBytes ?? 256 * 1024", "options.maxFrameBytes ?? 1024 * 1024"],
  ]),
  ...broken("server/hub/packet.ts", [
    ["H-ARGUMENTS", "if (data.length > maxEventData) data.length = maxEventData;", ""],
  ]),
];
