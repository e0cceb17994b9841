import type { IncomingHttpHeaders } from "node:http";
import type { Server, Socket } from "socket.io";
import type { EncodingName, Packet } from "./packet";
import { createSharedTexts } from "./shared-texts";

/** The parts of Engine.IO 6.6 and ws 8 that are not in their types. Everything private that the hub touches stands in this file. */
export interface EngineConnection {
  readonly id: string;
  readyState: "opening" | "open" | "closing" | "closed";
  request: EngineRequest;
  upgrading?: boolean;
  writeBuffer: { type: string }[];
  transport: EngineTransport;
  send(data: string | Uint8Array, options?: SendOptions): unknown;
  write: (this: EngineConnection, data: never, options?: SendOptions, callback?: () => void) => unknown;
  close: (this: EngineConnection, discard?: boolean) => unknown;
  /** There for a connection within the process alone: takes packets as they are. */
  takePacket?(packet: Packet): void;
  /** False for one within the process whose client cannot; Engine.IO's own all do. */
  readonly answersPings?: boolean;
  onClose(reason: "forced close"): void;
  once(event: "close", listener: () => void): unknown;
  on(event: "heartbeat", listener: (this: EngineConnection) => void): unknown;
}

export interface SendOptions {
  compress?: boolean;
  volatile?: boolean;
  wsPreEncodedFrame?: Buffer[];
}

interface EngineTransport {
  name: string;
  writable: boolean;
  supportsBinary?: boolean;
  perMessageDeflate?: unknown;
  socket?: WebSocketConnection;
}

interface WebSocketConnection {
  bufferedAmount: number;
  readyState: number;
  _sender?: { sendFrame?: (list: Buffer[]) => void };
  terminate(): void;
  once(event: "close", listener: () => void): unknown;
}

export interface EngineRequest {
  headers: IncomingHttpHeaders;
  url?: string | undefined;
  method?: string | undefined;
  _query?: Readonly<Record<string, string>>;
  socket: { remoteAddress?: string | undefined; encrypted?: boolean };
}

const WS_OPEN = 1;
const WS_CLOSED = 3;

export const engineOf = (socket: Socket): EngineConnection => socket.conn as unknown as EngineConnection;

export const allEngines = (io: Server): EngineConnection[] =>
  Object.values((io.engine as unknown as { clients: Record<string, EngineConnection> }).clients);

export const transportOf = (socket: Socket): string => engineOf(socket).transport.name;

/** Whether a client that vanishes without a word is found out by heartbeats. */
export const answersPings = (socket: Socket): boolean => engineOf(socket).answersPings ?? true;

/** What the client asked for in its query: MessagePack by name, JSON by anything else. */
export const encodingOf = (engine: EngineConnection): EncodingName =>
  engine.request._query?.encoding === "msgpack" ? "msgpack" : "json";

/** The same text as one string for all that keep it: one browser's headers are the same in each of its handshakes. */
const shareText = createSharedTexts();

/**
 * What is kept of the HTTP request, in as little memory as can be: a handshake may be asked for again as long as the connection lives, but
 * hardly ever is. The headers are text until then, shared but for the cookie; the WebSocket's key, another each time, has done its work.
 */
class KeptRequest implements EngineRequest {
  readonly url: string;
  readonly method: string;
  readonly #headers: string;
  readonly #cookie: string | undefined;
  readonly #remoteAddress: string | undefined;
  readonly #encrypted: boolean | undefined;

  constructor({ headers, url, method, socket }: EngineRequest) {
    const { cookie, "sec-websocket-key": _key, ...rest } = headers;
    this.url = shareText(url ?? "/");
    this.method = method ?? "GET";
    this.#headers = shareText(JSON.stringify(rest));
    this.#cookie = cookie;
    this.#remoteAddress = socket.remoteAddress;
    this.#encrypted = socket.encrypted;
  }

  get headers(): EngineRequest["headers"] {
    const headers = JSON.parse(this.#headers);
    return this.#cookie === undefined ? headers : { ...headers, cookie: this.#cookie };
  }

  get _query(): Record<string, string> {
    return Object.fromEntries(new URL(this.url, "http://hub").searchParams);
  }

  get socket() {
    return { remoteAddress: this.#remoteAddress, encrypted: this.#encrypted };
  }

  get connection() {
    return this.socket;
  }
}

/** The whole request, with its parser and raw headers, would be kept as long as the connection. Polling holds the requests it works with by itself. */
export function letGoOfRequest(engine: EngineConnection): void {
  engine.request = new KeptRequest(engine.request);
}

const noHandshake = {
  headers: {},
  time: "",
  address: "",
  xdomain: false,
  secure: false,
  issued: 0,
  url: "",
  query: {},
  auth: {},
};

/** Socket.IO's own copy of the handshake, credentials included, ends here: the hub has made its own. */
export function letGoOfHandshake(socket: Socket): void {
  Object.assign(socket, { handshake: noHandshake });
}

/**
 * Whether frames can be handed to the WebSocket as bytes: not over polling, in the middle of an upgrade, with compression, or where a
 * dependency has changed. Then the engine's own way is taken.
 */
export function takesFrames({ transport, upgrading }: EngineConnection): boolean {
  return (
    transport.name === "websocket" &&
    upgrading === false &&
    !transport.perMessageDeflate &&
    transport.supportsBinary === true &&
    typeof transport.socket?._sender?.sendFrame === "function"
  );
}

/**
 * Sends whole frames as one write; only where `takesFrames`. Returns how many bytes the engine holds back because it has packets waiting:
 * they leave behind those, in one engine packet that carries the frames.
 */
export function sendFrames(engine: EngineConnection, frames: Buffer): number {
  const webSocket = engine.transport.socket;
  // A peer that has said goodbye gets nothing more; the engine learns of it by the close that follows.
  if (webSocket === undefined || webSocket.readyState !== WS_OPEN) return 0;
  if (engine.writeBuffer.length === 0) {
    webSocket._sender?.sendFrame?.([frames]);
    return 0;
  }
  engine.send("", { wsPreEncodedFrame: [frames], compress: false });
  return engine.writeBuffer.length === 0 ? 0 : frames.length;
}

/** Bytes that the WebSocket has and the kernel has not taken; 0 over polling. */
export const bufferedBytes = (engine: EngineConnection): number => engine.transport.socket?.bufferedAmount ?? 0;

/** Runs `listener` once the engine connection is gone, at once if it already is. */
function onEngineClose(socket: Socket, listener: () => void): void {
  const engine = engineOf(socket);
  if (engine.readyState === "closed") listener();
  else engine.once("close", listener);
}

/** `ended` resolves when the transport is gone, for a WebSocket after its goodbye; `cut` ends it with everything that is still unsent. */
export function transportEnd(socket: Socket): { ended: Promise<void>; cut: () => void } {
  const engine = engineOf(socket);
  const webSocket = engine.transport.socket;
  const ended = new Promise<void>((resolve) => {
    if (webSocket !== undefined && webSocket.readyState !== WS_CLOSED) webSocket.once("close", resolve);
    else onEngineClose(socket, resolve);
  });
  const cut = () => {
    webSocket?.terminate();
    // A poll that does not come would otherwise be waited for.
    engine.onClose("forced close");
  };
  return { ended, cut };
}
