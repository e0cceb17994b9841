/** Packet types of the Socket.IO protocol, revision 5 (https://socket.io/docs/v4/socket-io-protocol/). */
export const packetTypes = {
  connect: 0,
  disconnect: 1,
  event: 2,
  ack: 3,
  connectError: 4,
  binaryEvent: 5,
  binaryAck: 6,
};

export interface Packet {
  type: number;
  nsp: string;
  data?: unknown;
  id?: number;
}

/** How one connection's packets are written: as text with JSON, or as binary frames of MessagePack. */
export type EncodingName = "json" | "msgpack";

/** Stands for the event name of a call that was over the size limit: no client can send a symbol. */
export const oversized: unique symbol = Symbol("oversized call");

/** The connection sent what this protocol does not know. It is told so and closed. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

const fromClients = new Set([packetTypes.connect, packetTypes.disconnect, packetTypes.event, packetTypes.ack]);
const reservedNames = new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
]);
/** An event's name, its one input, and what stands beside it (call id, trace context). */
const maxEventData = 3;

/** Throws `ProtocolError` unless clients may send this type. */
export function assertType(type: unknown): asserts type is number {
  if (typeof type !== "number" || !fromClients.has(type)) {
    throw new ProtocolError(`Packet type ${typeof type === "number" ? type : typeof type} is not understood.`);
  }
}

/**
 * Throws `ProtocolError` unless the payload fits the packet's type. An event keeps at most its name, one input and one more:
 * a frame with 100,000 arguments would overflow the stack where they are spread.
 */
export function assertPayload({ type, data }: Packet): void {
  if (type === packetTypes.connect && (data === undefined || isPlainObject(data))) return;
  if (type === packetTypes.disconnect && data === undefined) return;
  if (type === packetTypes.ack && Array.isArray(data)) return;
  if (type === packetTypes.event && Array.isArray(data) && isEventName(data[0])) {
    if (data.length > maxEventData) data.length = maxEventData;
    return;
  }
  throw new ProtocolError("The payload does not fit its packet type.");
}

/** What is left of a packet above `maxMessageBytes`: enough for an answer. Throws `ProtocolError` for what cannot be answered. */
export function tooLarge(packet: Packet, bytes: number): Packet {
  if (packet.type !== packetTypes.event) throw new ProtocolError("Too large for its type.");
  return { ...packet, data: [oversized, bytes] };
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Whether a client may call this: Socket.IO and the framework keep some names to themselves. */
export const isCallable = (name: string): boolean => isEventName(name) && !name.startsWith("$");

const isEventName = (name: unknown): boolean =>
  typeof name === "number" || (typeof name === "string" && !reservedNames.has(name));
