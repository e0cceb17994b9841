import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import { Server } from "socket.io";
import type { HandshakeRefusal } from "@/lib/hub-protocol";
import type { HubLog } from "./log";
import { RefusedHandshake } from "./refusal";
import type { WireCounters } from "./wire";
import { createWire } from "./wire";

export interface HubServerOptions {
  /** Give it its own request handler first: Socket.IO wraps the handlers that are there. */
  httpServer: HttpServer;
  log: HubLog;
  /** Asked for every request of the engine, polls and upgrades included. Returns true, or the reason why not. */
  checkOrigin: (request: IncomingMessage) => true | string;
  /** Origins that may use the hub from elsewhere (CORS with credentials). None by default. */
  allowedOrigins?: readonly string[];
  /** The client's address, for those behind proxies. By default the socket's. */
  remoteAddressOf?: (request: IncomingMessage) => string;
  pingIntervalMs?: number;
  pingTimeoutMs?: number;
  handshakeTimeoutMs?: number;
  /** A larger call is answered with MESSAGE_TOO_LARGE. */
  maxMessageBytes?: number;
  /** A larger frame ends the connection. */
  maxFrameBytes?: number;
}

export interface HubServer {
  readonly io: Server;
  readonly log: HubLog;
  readonly counters: Readonly<WireCounters>;
  remoteAddressOf(request: IncomingMessage): string;
  /** Ends every connection without a word and answers 503 from then on. Leaves `httpServer` open. Drain the hubs first. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const refusalAtRoot: HandshakeRefusal = { code: "FORBIDDEN", message: "Nothing is served here.", retry: false };

/** One Socket.IO server beside whatever else `httpServer` serves; each hub is a namespace of it. */
export function createHubServer(options: HubServerOptions): HubServer {
  const { httpServer, log, checkOrigin } = options;
  const counters: WireCounters = { messagesIn: 0, messagesOut: 0, protocolErrors: 0 };
  const io = new Server(httpServer, {
    path: "/socket.io",
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    pingInterval: options.pingIntervalMs ?? 15_000,
    pingTimeout: options.pingTimeoutMs ?? 15_000,
    connectTimeout: options.handshakeTimeoutMs ?? 5_000,
    maxHttpBufferSize: options.maxFrameBytes ?? 256 * 1024,
    parser: createWire(options.maxMessageBytes ?? 64 * 1024, counters),
    ...(options.allowedOrigins?.length ? { cors: { origin: [...options.allowedOrigins], credentials: true } } : {}),
  });

  let closed = false;
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (closed) return refuse(request, response, 503, "Closing.");
    const verdict = checkOrigin(request);
    if (verdict === true) return next();
    log.warn({ reason: verdict, origin: request.headers.origin }, "hub request refused by its origin");
    refuse(request, response, 403, verdict);
  });
  io.engine.on("flush", (_connection: unknown, packets: { type: string }[]) => {
    for (const packet of packets) if (packet.type === "message") counters.messagesOut += 1;
  });
  io.of("/").use((_socket, next) => next(new RefusedHandshake(refusalAtRoot)));

  async function close(): Promise<void> {
    closed = true;
    for (const namespace of io._nsps.values()) {
      namespace.disconnectSockets(true);
      await namespace.adapter.close();
    }
    io.engine.close();
  }

  return {
    io,
    log,
    counters,
    remoteAddressOf: options.remoteAddressOf ?? ((request) => request.socket.remoteAddress ?? ""),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** An upgrade has no response object that could carry a status, so that its answer is written to the socket. */
function refuse(request: IncomingMessage, response: ServerResponse, status: 403 | 503, reason: string): void {
  if (request.headers.upgrade !== undefined) {
    request.socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  } else {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ message: reason }));
  }
}
