import { Decoder, Encoder, ExtensionCodec } from "@msgpack/msgpack";
import { assertMessagePack } from "./messagepack-scan";
import type { Packet } from "./packet";
import { assertPayload, assertType, ProtocolError, tooLarge } from "./packet";

const maxDepth = 256;

/** Extension 0 is how the stock parser writes `undefined`. */
const extensions = new ExtensionCodec();
extensions.register({
  type: 0,
  encode: () => null,
  decode: (data) => (data.length === 1 && data[0] === 0 ? undefined : data),
});

const encoder = new Encoder({ ignoreUndefined: true, maxDepth });
const decoder = new Decoder({ extensionCodec: extensions });

/** A packet as one map, of the shape that socket.io-msgpack-parser knows: `{ type, nsp, data, id }`, without what is absent. */
export function encodeMessagePack({ type, nsp, data, id }: Packet): Uint8Array {
  return encoder.encode({ type, nsp, data: data ?? undefined, id });
}

/** Reads one binary frame. Throws `ProtocolError` on anything that is not a well-formed packet. */
export function decodeMessagePack(frame: Uint8Array, maxMessageBytes: number): Packet {
  const value = parse(frame);
  if (typeof value !== "object" || value === null) throw new ProtocolError("Not a packet.");
  const { type, nsp, data, id } = value as Record<string, unknown>;
  assertType(type);
  if (typeof nsp !== "string" || !namespace.test(nsp)) throw new ProtocolError("Not a namespace.");
  const packet: Packet = { type, nsp };
  if (id !== undefined) packet.id = idOf(id);
  if (frame.length > maxMessageBytes) return tooLarge(packet, frame.length);
  if (data !== undefined) packet.data = data;
  assertPayload(packet);
  return packet;
}

const namespace = /^\/[^,]{0,200}$/;

function idOf(id: unknown): number {
  if (typeof id === "number" && Number.isSafeInteger(id) && id >= 0) return id;
  throw new ProtocolError("Not an acknowledgement id.");
}

function parse(frame: Uint8Array): unknown {
  assertMessagePack(frame, maxDepth);
  try {
    return decoder.decode(frame);
  } catch (cause) {
    throw new ProtocolError("The payload is not MessagePack.", { cause });
  }
}
