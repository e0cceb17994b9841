import { EventEmitter } from "node:events";
import type { CloseCode } from "@/lib/hub-protocol";
import type { EngineConnection, EngineRequest } from "./engine-connection";
import type { Packet } from "./packet";

/** What carries a gateway's client: an HTTP response, a WebSocket of its own. */
export interface LoopbackTransport {
  /** Stands among the connections: "sse", "ws". */
  readonly name: string;
  /** Its client answers heartbeats, so that one that vanishes is noticed. Who does not is not counted as present. */
  readonly answersPings: boolean;
  /** Bytes that were handed to the network and have not left the process. */
  waitingBytes(): number;
  /** Ends it behind all that was written. `code` is what the hub has closed it with; null, it ends without a word. Then call `gone`. */
  end(code: CloseCode | null): void;
  /** Cuts it off with all that is unsent. */
  cut(): void;
}

interface Options {
  id: string;
  request: EngineRequest;
  transport: LoopbackTransport;
  /** What the other side has announced as its reason. */
  closedWith: () => CloseCode | null;
  onPacket: (packet: Packet) => void;
  /** It is closing or closed. */
  onOver: () => void;
}

const WS_OPEN = 1;
const WS_CLOSED = 3;

/**
 * An Engine.IO connection without a network, made of the parts that Socket.IO 4.8 and the hub touch; `loopback.test.ts` holds that they
 * are enough. Packets go out as objects: what they hold is never encoded for it.
 */
export class LoopbackConnection extends EventEmitter implements EngineConnection {
  readonly id: string;
  readonly protocol = 4;
  readonly upgrading = false;
  readonly writeBuffer: { type: string }[] = [];
  readonly transport: EngineConnection["transport"];
  readonly answersPings: boolean;
  readyState: EngineConnection["readyState"] = "open";
  request: EngineRequest;
  /** The hub has let it in: until then its end is a refusal. */
  isIn = false;
  readonly #options: Options;

  constructor(options: Options) {
    super();
    this.#options = options;
    this.id = options.id;
    this.request = options.request;
    this.answersPings = options.transport.answersPings;
    this.transport = { name: options.transport.name, writable: true, socket: new LoopbackSocket(options.transport) };
  }

  /** Socket.IO copies it into a handshake that the hub does not use. */
  get remoteAddress(): string {
    return this.request.socket.remoteAddress ?? "";
  }

  /** In the place of encoding: see `Link`. */
  takePacket(packet: Packet): void {
    this.#options.onPacket(packet);
  }

  /** The client says something: one text frame of the protocol. */
  say(frame: string): void {
    if (this.readyState === "open") this.emit("data", frame);
  }

  send(): never {
    throw new Error("Only packets are written to a loopback connection.");
  }

  write(): never {
    return this.send();
  }

  close(): void {
    if (this.readyState !== "open") return;
    if (!this.isIn) {
      this.onClose("forced close");
      return;
    }
    this.readyState = "closing";
    this.#options.onOver();
    this.#options.transport.end(this.#options.closedWith());
  }

  onClose(reason: "forced close" | "transport close" | "ping timeout"): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.#options.onOver();
    this.emit("close", reason);
    (this.transport.socket as LoopbackSocket).end();
  }
}

/** Stands where an Engine.IO transport has its WebSocket. */
class LoopbackSocket extends EventEmitter {
  readyState = WS_OPEN;
  readonly #transport: LoopbackTransport;

  constructor(transport: LoopbackTransport) {
    super();
    this.#transport = transport;
  }

  get bufferedAmount(): number {
    return this.#transport.waitingBytes();
  }

  terminate(): void {
    this.#transport.cut();
  }

  end(): void {
    this.readyState = WS_CLOSED;
    this.emit("close");
  }
}
