import { decodeJson } from "./json";
import { Latest, Message } from "./message";
import { decodeMessagePack } from "./messagepack";
import type { EncodingName, Packet } from "./packet";
import { ProtocolError } from "./packet";

export { oversized, ProtocolError } from "./packet";

export interface WireCounters {
  messagesIn: number;
  messagesOut: number;
  /** Of messages handed to the transports, with their framing. */
  bytesOut: number;
  protocolErrors: number;
}

/**
 * The `parser` of the Socket.IO server, stricter than the stock ones. Its encoder encodes nothing: a `Message` does that when a connection
 * takes it, once per encoding. A call over `maxMessageBytes` becomes `[oversized, bytes]`, so that it can be answered.
 */
export function createWire(maxMessageBytes: number, counters: WireCounters) {
  let expected: EncodingName = "json";

  class Encoder {
    encode(packet: Packet): Message[] {
      const latest = Array.isArray(packet.data) ? packet.data[1] : undefined;
      if (!(latest instanceof Latest)) return [new Message(packet)];
      (packet.data as unknown[])[1] = latest.payload;
      return [new Message(packet, latest.target)];
    }
  }

  // There is one per connection: an emitter of Node would cost a tenth of what a connection may.
  class Decoder {
    readonly #encoding = expected;
    #listener: ((packet: Packet) => void) | undefined;

    /** Socket.IO listens to "decoded", once. */
    on(_event: "decoded", listener: (packet: Packet) => void): void {
      this.#listener = listener;
    }

    removeListener(): void {
      this.#listener = undefined;
    }

    add(frame: unknown): void {
      counters.messagesIn += 1;
      this.#listener?.(this.#decode(frame));
    }

    destroy(): void {
      this.#listener = undefined;
    }

    #decode(frame: unknown): Packet {
      try {
        return decode(frame, this.#encoding, maxMessageBytes);
      } catch (error) {
        counters.protocolErrors += 1;
        throw error;
      }
    }
  }

  return {
    parser: { Encoder, Decoder },
    /** Says what the connection sends whose decoder is made next. */
    expect(encoding: EncodingName): void {
      expected = encoding;
    },
  };
}

/** Reads one frame. Throws `ProtocolError` on anything that is not a well-formed packet of this encoding. */
export function decode(frame: unknown, encoding: EncodingName, maxMessageBytes: number): Packet {
  if (encoding === "json") {
    if (typeof frame === "string") return decodeJson(frame, maxMessageBytes);
    throw new ProtocolError("Binary frames are not part of this encoding.");
  }
  if (frame instanceof Uint8Array) return decodeMessagePack(frame, maxMessageBytes);
  throw new ProtocolError("Text frames are not part of this encoding.");
}
