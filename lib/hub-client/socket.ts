import { io } from "socket.io-client";
import type { CallMeta, HandshakeRefusal, Reply } from "@/lib/hub-protocol";
import { control } from "@/lib/hub-protocol";

/** WebSocket close code for a message above what the other side accepts (RFC 6455, 7.4.1). */
const MESSAGE_TOO_BIG = 1009;

export type TransportName = "websocket" | "polling";

/** How packets are written. The server is told by name; `parser` is Socket.IO's option of that name. */
export interface ClientEncoding {
  readonly name: string;
  readonly parser: object;
}

/** With `reply` the server asks, and waits for it. */
export type OnEvent = (name: string, payload: unknown, reply?: (reply: Reply<unknown>) => void) => void;

export interface SocketOptions {
  /** Origin and namespace, such as `http://host/hubs/ops`; a bare path means the page's own origin. */
  url: string;
  auth: Record<string, unknown>;
  transports: readonly TransportName[];
  /** Node only; browsers send their own. */
  headers?: Record<string, string>;
  /** JSON if absent. */
  encoding?: ClientEncoding;
  onOpen: (connectionId: string) => void;
  /** The connection did not come about; without a refusal nobody said why. */
  onFailed: (refusal: HandshakeRefusal | null) => void;
  onEvent: OnEvent;
  /** It was open and is over. `tooLarge`: the other side ended it because of what we sent. */
  onEnded: (how: { tooLarge: boolean }) => void;
}

export interface HubSocket {
  /** `onReply` runs as the reply arrives, before anything that follows it; never after the end. */
  call(method: string, input: unknown, meta: CallMeta, onReply: (reply: Reply<unknown>) => void): void;
  /** Without a reply. */
  send(name: string, frame: unknown): void;
  /** Asks for a sign of life. What had arrived before and was only not read yet is none. */
  ping(onAnswer: () => void): void;
  /** Ends it without a further callback. */
  close(): void;
}

/** One connection, from its handshake to its end; it never reconnects. */
export function openSocket(options: SocketOptions): HubSocket {
  const socket = io(options.url, {
    auth: options.auth,
    transports: [...options.transports],
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    ...(options.headers === undefined ? {} : { extraHeaders: options.headers }),
    query: { via: randomName(), ...(options.encoding && { encoding: options.encoding.name }) },
    ...(options.encoding && { parser: options.encoding.parser }),
  });
  let isSettled = false;
  const fail = (refusal: HandshakeRefusal | null): void => {
    if (isSettled) return;
    isSettled = true;
    options.onFailed(refusal);
  };
  socket.on("connect", () => {
    isSettled = true;
    options.onOpen(socket.id ?? "");
  });
  socket.on("connect_error", (error: Error & { data?: unknown }) => fail(isRefusal(error.data) ? error.data : null));
  // Socket.IO says nothing of a network that lets a WebSocket open and ends it before a word: some proxies do. A refusal comes after the close.
  socket.io.engine.on("close", () => setTimeout(() => fail(null)));
  socket.on("disconnect", (_reason, details) =>
    options.onEnded({ tooLarge: closeCodeOf(details) === MESSAGE_TOO_BIG }),
  );
  socket.onAny(options.onEvent);
  return {
    call: (method, input, meta, onReply) => void socket.emit(method, input, meta, onReply),
    send: (name, frame) => void socket.emit(name, frame),
    ping: (onAnswer) => void socket.emit(control.ping, onAnswer),
    close() {
      isSettled = true;
      socket.off();
      socket.offAny();
      socket.disconnect();
    },
  };
}

/** By this a load balancer can keep the requests of one connection together: over polling they are many. Another for each connection, so that they spread. */
const randomName = (): string => Math.random().toString(36).slice(2, 12);

const isRefusal = (data: unknown): data is HandshakeRefusal =>
  typeof data === "object" && data !== null && "code" in data && "message" in data && "retry" in data;

function closeCodeOf(details: unknown): number | undefined {
  if (typeof details !== "object" || details === null || !("context" in details)) return undefined;
  const { context } = details;
  if (typeof context !== "object" || context === null || !("code" in context)) return undefined;
  return typeof context.code === "number" ? context.code : undefined;
}
