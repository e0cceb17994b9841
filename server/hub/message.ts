import { framed } from "./frame";
import { encodeJson } from "./json";
import { encodeMessagePack } from "./messagepack";
import type { EncodingName, Packet } from "./packet";
import { packetTypes } from "./packet";

/** Where an event goes: to everybody, or to the union of rooms; without the connections in `except`. */
export interface Target {
  readonly rooms: readonly string[] | "all";
  readonly except: readonly string[];
}

/** Stands for a payload of which only the newest counts; the encoder takes it out of the packet again. */
export class Latest {
  readonly payload: unknown;
  readonly target: Target;

  constructor(payload: unknown, target: Target) {
    this.payload = payload;
    this.target = target;
  }
}

interface Encoded {
  readonly parts: readonly (string | Uint8Array)[];
  frame: Buffer | undefined;
}

/** One packet on its way to any number of connections: encoded and framed once per encoding, when the first of them takes it. */
export class Message {
  readonly packet: Packet;
  /** Whom a latest-wins event was for. */
  readonly latestFor: Target | undefined;
  #json: Encoded | undefined;
  #messagePack: Encoded | undefined;

  constructor(packet: Packet, latestFor?: Target) {
    this.packet = packet;
    this.latestFor = latestFor;
  }

  /** Somebody at the other end waits for it to go on: a reply, a question, a part of a stream. */
  get isAwaited(): boolean {
    const { type, id, data } = this.packet;
    if (type !== packetTypes.event && type !== packetTypes.binaryEvent) return true;
    return id !== undefined || (Array.isArray(data) && String(data[0]).startsWith("$"));
  }

  /** Messages of one kind replace each other where only the newest is kept. */
  get kind(): string {
    const [event] = this.packet.data as [string];
    const rooms = this.latestFor?.rooms;
    return `${event} ${rooms === undefined || rooms === "all" ? "*" : rooms.join(" ")}`;
  }

  partsOf(encoding: EncodingName): readonly (string | Uint8Array)[] {
    return this.#encoded(encoding).parts;
  }

  frameOf(encoding: EncodingName): Buffer {
    const encoded = this.#encoded(encoding);
    encoded.frame ??= framed(encoded.parts);
    return encoded.frame;
  }

  #encoded(encoding: EncodingName): Encoded {
    if (encoding === "json") {
      this.#json ??= { parts: encodeJson(this.packet), frame: undefined };
      return this.#json;
    }
    this.#messagePack ??= { parts: [encodeMessagePack(this.packet)], frame: undefined };
    return this.#messagePack;
  }
}
