import { broken } from "../mutation";

/** What goes over the wire: encodings, frames, one write a tick, slow readers, nonsense. */
export const wireMutations = [
  ...broken("server/hub/pump.ts", [
    ["H-AWAITED", "if (link.flushedInTick === this.#tick && !isAwaited) {", "if (link.flushedInTick === this.#tick) {"],
    ["H-ONE-WRITE", "setImmediate(() => this.#flushSoon());", "this.#flushSoon();"],
  ]),
  ...broken("server/hub/chain.ts", [["H-WIRE-ORDER", "return nodes.reverse();", "return nodes;"]]),
  ...broken("server/hub/json.ts", [
    ["H-WIRE-STOCK", "if (!holdsBinary(data)) return", "return"],
    ["H-WIRE", "if (parts[3]) packet.id = Number(parts[3]);", ""],
  ]),
  ...broken("server/hub/engine-connection.ts", [
    ["H-PRIVATE", 'typeof transport.socket?._sender?.sendFrame === "function"', "false"],
    ["H-FALLBACK", "!transport.perMessageDeflate &&", ""],
    ["H-FALLBACK", "upgrading === false &&", ""],
    ["H-FALLBACK", "transport.supportsBinary === true &&", ""],
    ["H-CARRIER", "if (engine.writeBuffer.length === 0) {", "if (true) {"],
    [
      "H-LET-GO",
      "return this.#cookie === undefined ? headers : { ...headers, cookie: this.#cookie };",
      "return headers;",
    ],
    ["H-GOODBYE", "webSocket === undefined || webSocket.readyState !== WS_OPEN", "webSocket === undefined"],
    ["H-ENCODING", '=== "msgpack" ? "msgpack" : "json"', '=== "msgpack" ? "json" : "json"'],
  ]),
  ...broken("server/hub/link.ts", [
    ["H-CARRIER", "if (options.volatile && this.waitingBytes > 0) return;", ""],
    ["H-SLOW-AT-ONCE", "this.#queue.bytes > flushAboveBytes", "false"],
    ["H-SLOW-POLLING", "this.#engineBytes += bytes;", ""],
  ]),
  ...broken("server/hub/server.ts", [["H-LET-GO", "letGoOfRequest(engine);", ""]]),
  ...broken("server/hub/handshake-keeper.ts", [
    ["H-KEPT", "keptHeaders.test(name)", "true"],
    ["H-KEPT", "shared.get(key) ?? kept", "kept"],
  ]),
  ...broken("server/hub/handshake.ts", [["H-KEPT", "letGoOfHandshake(socket);", ""]]),
  ...broken("server/hub/wire.ts", [
    [
      "H-ENCODING-MISMATCH",
      'throw new ProtocolError("Binary frames are not part of this encoding.");',
      "return decodeMessagePack(frame as Uint8Array, maxMessageBytes);",
    ],
  ]),
  ...broken("server/hub/messagepack.ts", [
    ["H-SIZE-MESSAGEPACK", "if (frame.length > maxMessageBytes) return tooLarge(packet, frame.length);", ""],
    ["H-PROTOCOL-MESSAGEPACK", 'throw new ProtocolError("Not an acknowledgement id.");', "return 0;"],
    ["H-WIRE-MESSAGEPACK", "data.length === 1 && data[0] === 0 ? undefined : data", "data"],
  ]),
  ...broken("server/hub/messagepack-scan.ts", [["H-DEPTH", "if (open.length > maxDepth) throw malformed();", ""]]),
  ...broken("server/hub/packet.ts", [
    ["H-PROTOCOL-ERROR", 'throw new ProtocolError("The payload does not fit its packet type.");', ""],
    ["H-ACK-UNKNOWN", "if (type === packetTypes.ack && Array.isArray(data)) return;", ""],
  ]),
  ...broken("server/hub/sessions.ts", [["H-ERROR-EVENT", "if (!(error instanceof ProtocolError)) return;", ""]]),
  ...broken("server/hub/slow-readers.ts", [
    ["H-LATEST", "reader.held.set(kind, message);", ""],
    ["H-LATEST-KINDS", "if (this.#isIn(message.latestFor, reader.connectionId))", ""],
    ["H-SLOW-CUT", "bytes > this.#limits.cutAboveBytes ||", ""],
    ["H-SLOW-TIME", "|| this.#now() - reader.slowSince >= this.#limits.slowForMs", ""],
    ["H-FUZZ", "this.#readers.delete(connectionId);", ""],
  ]),
  ...broken("server/hub/message.ts", [
    ["H-LATEST-KINDS", 'rooms === undefined || rooms === "all" ? "*" : rooms.join(" ")', '""'],
  ]),
];
