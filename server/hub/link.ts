import type { ChainNode } from "./chain";
import type { EngineConnection, SendOptions } from "./engine-connection";
import { bufferedBytes, sendFrames, takesFrames } from "./engine-connection";
import { Message } from "./message";
import type { EncodingName } from "./packet";
import type { Pump } from "./pump";

/** Somebody who must know when a connection cannot keep up: a hub that is served over it. */
export interface LinkReader {
  /** The namespace whose messages this is about. */
  readonly nsp: string;
  /** Told after each write with the bytes that have not left, if there are any. */
  onWaiting(bytes: number): void;
  /** Takes a latest-wins message if it is not to be written now. */
  hold(message: Message): boolean;
}

/** Above this much a link is not left to wait for the tick: joining more at once gains nothing. */
const flushAboveBytes = 256 * 1024;

const noReaders: readonly LinkReader[] = [];

const linkKey = Symbol("link");
type Linked = EngineConnection & { [linkKey]?: Link };

/** One Engine.IO connection as the pump sees it. Made for a connection, it stands between whoever writes to it and the engine. */
export class Link {
  readonly encoding: EncodingName;
  /** How long the last heartbeat took there and back; null before the first. */
  latencyMs: number | null = null;
  /** Kept by the pump. */
  due: "never" | "soon" | "tick" = "never";
  flushedInTick = 0;
  /** Calls that are not counted against the client's rate. */
  #grantedCalls = 0;
  readonly #engine: EngineConnection;
  readonly #pump: Pump;
  readonly #close: EngineConnection["close"];
  #queue: ChainNode | undefined;
  /** Bytes in the engine's own queue; it drains as a whole. */
  #engineBytes = 0;
  #readers = noReaders;
  #pingedAt = 0;

  constructor(engine: EngineConnection, encoding: EncodingName, pump: Pump) {
    this.encoding = encoding;
    this.#engine = engine;
    this.#pump = pump;
    this.#close = engine.close;
    (engine as Linked)[linkKey] = this;
    engine.write = writeThroughLink;
    engine.close = closeThroughLink;
    engine.on("heartbeat", noteHeartbeat);
  }

  /** A ping leaves. */
  pinged(): void {
    this.#pingedAt = performance.now();
  }

  /** Its answer has come. */
  ponged(): void {
    this.latencyMs = Math.round(performance.now() - this.#pingedAt);
  }

  /** One more call will arrive that this side makes by itself. */
  grantCall(): void {
    this.#grantedCalls += 1;
  }

  /** Whichever of the calls on their way takes it: what the client's own cost adds up all the same. */
  takeGrantedCall(): boolean {
    if (this.#grantedCalls === 0) return false;
    this.#grantedCalls -= 1;
    return true;
  }

  /** Bytes that were written to the transport for this connection and have not left the process. */
  get waitingBytes(): number {
    return this.#engineBytes + bufferedBytes(this.#engine);
  }

  /** The same with what waits for the next tick. */
  get queuedBytes(): number {
    return this.waitingBytes + (this.#queue?.bytes ?? 0);
  }

  addReader(reader: LinkReader): void {
    // Not spread: that makes room for 16 more.
    this.#readers = this.#readers.concat(reader);
  }

  removeReader(reader: LinkReader): void {
    this.#readers = this.#readers.filter((other) => other !== reader);
  }

  /** The engine has handed everything it had to the transport. */
  drained(): void {
    this.#engineBytes = 0;
  }

  /** A connection that takes packets has handed so many bytes to its network. */
  wrote(bytes: number): void {
    this.#pump.counters.bytesOut += bytes;
    this.#tellWaiting();
  }

  write(message: Message, options: SendOptions = {}): void {
    if (options.volatile && this.waitingBytes > 0) return;
    if (message.latestFor !== undefined && this.#isHeld(message)) return;
    if (this.#queue === undefined && !takesFrames(this.#engine)) {
      this.#writeAlone(message, options);
      this.#tellWaiting();
      return;
    }
    const frame = message.frameOf(this.encoding);
    this.#queue = (this.#queue ?? this.#pump.starts[this.encoding]).append(message, frame);
    if (this.#queue.bytes > flushAboveBytes) this.flush();
    else if (this.due === "never" || (this.due === "tick" && message.isAwaited))
      this.#pump.schedule(this, message.isAwaited);
  }

  /** Hands what waits for the next tick to the transport now. */
  flush(): void {
    const queue = this.#queue;
    if (queue === undefined) return;
    this.#queue = undefined;
    if (this.#engine.readyState !== "open") return;
    if (takesFrames(this.#engine)) {
      const { counters } = this.#pump;
      counters.messagesOut += queue.count;
      counters.bytesOut += queue.bytes;
      this.#engineBytes += sendFrames(this.#engine, queue.joined());
    } else for (const message of queue.messages()) this.#writeAlone(message, {});
    this.#tellWaiting();
  }

  close(discard?: boolean): void {
    this.flush();
    this.#close.call(this.#engine, discard);
  }

  /** The engine's own way: over polling, during an upgrade, with compression, within the process. */
  #writeAlone(message: Message, options: SendOptions): void {
    const { counters } = this.#pump;
    counters.messagesOut += 1;
    if (this.#engine.takePacket !== undefined) {
      this.#engine.takePacket(message.packet);
      return;
    }
    for (const part of message.partsOf(this.encoding)) {
      const bytes = typeof part === "string" ? Buffer.byteLength(part) + 1 : part.length;
      counters.bytesOut += bytes;
      this.#engineBytes += bytes;
      this.#engine.send(part, options);
    }
  }

  #isHeld(message: Message): boolean {
    for (const reader of this.#readers) if (reader.nsp === message.packet.nsp) return reader.hold(message);
    return false;
  }

  #tellWaiting(): void {
    if (this.#readers.length === 0) return;
    const bytes = this.waitingBytes;
    if (bytes > 0) for (const reader of this.#readers) reader.onWaiting(bytes);
  }
}

export const linkOf = (engine: EngineConnection): Link | undefined => (engine as Linked)[linkKey];

/** In the place of a connection's `write`: one function for all of them. */
function writeThroughLink(this: EngineConnection, data: unknown, options?: SendOptions): unknown {
  const link = (this as Linked)[linkKey];
  if (link !== undefined && data instanceof Message) link.write(data, options);
  else {
    // Whatever else is written keeps its place behind what waits.
    link?.flush();
    this.send(data as string | Uint8Array, options);
  }
  return this;
}

function noteHeartbeat(this: EngineConnection): void {
  (this as Linked)[linkKey]?.ponged();
}

function closeThroughLink(this: EngineConnection, discard?: boolean): unknown {
  (this as Linked)[linkKey]?.close(discard);
  return this;
}
