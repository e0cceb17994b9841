import type { Packet } from "./packet";
import { assertPayload, assertType, ProtocolError, packetTypes, tooLarge } from "./packet";

const header = /^(\d)(?:(\/[^,]{0,200})(?:,|$))?(\d{0,15})/;

/** Reads one text frame. Throws `ProtocolError` on anything that is not a well-formed packet without attachments. */
export function decodeJson(frame: string, maxMessageBytes: number): Packet {
  const parts = header.exec(frame);
  if (parts === null) throw new ProtocolError("Not a packet.");
  const type = Number(parts[1]);
  assertType(type);
  const packet: Packet = { type, nsp: parts[2] ?? "/" };
  if (parts[3]) packet.id = Number(parts[3]);
  const bytes = byteLength(frame, maxMessageBytes);
  // It is not parsed: it was only let in so that it can be answered.
  if (bytes > maxMessageBytes) return tooLarge(packet, bytes);
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

/** A packet as text, followed by its attachments if there is anything binary in it. */
export function encodeJson({ type, nsp, id, data }: Packet): (string | Uint8Array)[] {
  const place = nsp === "/" ? "" : `${nsp},`;
  if (data === undefined || data === null) return [`${type}${place}${id ?? ""}`];
  if (!holdsBinary(data)) return [`${type}${place}${id ?? ""}${JSON.stringify(data)}`];
  const attachments: Uint8Array[] = [];
  const body = JSON.stringify(withPlaceholders(data, attachments));
  const binaryType = type === packetTypes.ack ? packetTypes.binaryAck : packetTypes.binaryEvent;
  return [`${binaryType}${attachments.length}-${place}${id ?? ""}${body}`, ...attachments];
}

const isBinary = (value: unknown): value is ArrayBuffer | ArrayBufferView =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer;

function holdsBinary(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isBinary(value)) return true;
  if (Array.isArray(value)) return value.some(holdsBinary);
  for (const key in value) if (holdsBinary((value as Record<string, unknown>)[key])) return true;
  return false;
}

function withPlaceholders(value: unknown, attachments: Uint8Array[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isBinary(value)) {
    const bytes =
      value instanceof ArrayBuffer
        ? new Uint8Array(value)
        : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { _placeholder: true, num: attachments.push(bytes) - 1 };
  }
  if (Array.isArray(value)) return value.map((item) => withPlaceholders(item, attachments));
  if (!holdsBinary(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlaceholders(item, attachments)]));
}
