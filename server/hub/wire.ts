import { EventEmitter } from "node:events";

/** Packet types of the Socket.IO protocol, revision 5 (https://socket.io/docs/v4/socket-io-protocol/). */
const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;
const ACK = 3;

const textTypes = new Set([CONNECT, DISCONNECT, EVENT, ACK]);
const reservedNames = new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
]);
const header = /^(\d)(?:(\/[^,]{0,200})(?:,|$))?(\d{0,15})/;

interface Packet {
  type: number;
  nsp: string;
  data?: unknown;
  id?: number;
}

/** Stands for the event name of a call that was over the size limit: no client can send a symbol. */
export const oversized: unique symbol = Symbol("oversized call");

/** The connection sent what this protocol does not know. It is told so and closed. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

export interface WireCounters {
  messagesIn: number;
  messagesOut: number;
  protocolErrors: number;
}

/**
 * The `parser` of the Socket.IO server: the plain text form of the protocol, stricter than the stock one. A call over `maxMessageBytes`
 * is not parsed but handed on as `[oversized, bytes]`, so that it can be answered; an event keeps at most its name and one input
 * (a frame with 100,000 arguments would overflow the stack where they are spread). Binary attachments are refused.
 */
export function createWire(maxMessageBytes: number, counters: WireCounters) {
  class Encoder {
    encode(packet: Packet): string[] {
      const place = packet.nsp === "/" ? "" : `${packet.nsp},`;
      const data = packet.data === undefined || packet.data === null ? "" : JSON.stringify(packet.data);
      return [`${packet.type}${place}${packet.id ?? ""}${data}`];
    }
  }

  class Decoder extends EventEmitter {
    add(frame: unknown): void {
      counters.messagesIn += 1;
      this.emit("decoded", this.#decode(frame));
    }

    destroy(): void {
      this.removeAllListeners();
    }

    #decode(frame: unknown): Packet {
      try {
        return decode(frame, maxMessageBytes);
      } catch (error) {
        counters.protocolErrors += 1;
        throw error;
      }
    }
  }

  return { Encoder, Decoder };
}

/** Reads one frame. Throws `ProtocolError` on anything that is not a well-formed text packet. */
export function decode(frame: unknown, maxMessageBytes: number): Packet {
  if (typeof frame !== "string") throw new ProtocolError("Binary frames are not part of this encoding.");
  const parts = header.exec(frame);
  if (parts === null) throw new ProtocolError("Not a packet.");
  const type = Number(parts[1]);
  if (!textTypes.has(type)) throw new ProtocolError(`Packet type ${type} is not understood.`);
  const packet: Packet = { type, nsp: parts[2] ?? "/" };
  if (parts[3]) packet.id = Number(parts[3]);

  const bytes = byteLength(frame, maxMessageBytes);
  if (bytes > maxMessageBytes) {
    if (type !== EVENT) throw new ProtocolError("Too large for its type.");
    return { ...packet, data: [oversized, bytes] };
  }
  const body = frame.slice(parts[0].length);
  if (body !== "") packet.data = parse(body);
  assertPayload(packet);
  return packet;
}

/** UTF-8 bytes, counted only when the length alone does not tell that it fits. */
const byteLength = (text: string, limit: number): number =>
  text.length * 3 <= limit ? text.length : Buffer.byteLength(text);

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new ProtocolError("The payload is not JSON.", { cause });
  }
}

function assertPayload(packet: Packet): void {
  const { type, data } = packet;
  if (type === CONNECT && (data === undefined || isPlainObject(data))) return;
  if (type === DISCONNECT && data === undefined) return;
  if (type === ACK && Array.isArray(data)) return;
  if (type === EVENT && Array.isArray(data) && isEventName(data[0])) {
    if (data.length > 2) data.length = 2;
    return;
  }
  throw new ProtocolError("The payload does not fit its packet type.");
}

const isPlainObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const isEventName = (name: unknown): boolean =>
  typeof name === "number" || (typeof name === "string" && !reservedNames.has(name));
