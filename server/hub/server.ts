import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "socket.io";
import { Server } from "socket.io";
import type { HandshakeRefusal } from "@/lib/hub-protocol";
import type { Backplane } from "./backplane/backplane";
import { aloneBackplane } from "./backplane/backplane";
import type { EngineConnection } from "./engine-connection";
import { allEngines, encodingOf, engineOf, letGoOfRequest } from "./engine-connection";
import type { HubFilter } from "./filters";
import { createGather } from "./gather";
import { Link, linkOf } from "./link";
import type { HubLog } from "./log";
import { Pump } from "./pump";
import { RefusedHandshake, refusalBy } from "./refusal";
import type { HubTelemetry } from "./telemetry";
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
  /** How often the server asks whether the other side is there; 15,000 by default. */
  keepAliveIntervalMs?: number;
  /** A client that was silent for so long is gone; 30,000 by default. More than the interval. */
  clientTimeoutMs?: number;
  handshakeTimeoutMs?: number;
  /** A larger call is answered with MESSAGE_TOO_LARGE. */
  maxMessageBytes?: number;
  /** A larger frame ends the connection. */
  maxFrameBytes?: number;
  /** Around those of every hub, the first outermost. */
  filters?: readonly HubFilter[];
  /** Counts and measures every hub of this server. */
  telemetry?: HubTelemetry;
  /** The way to the other nodes; by default there are none. The caller disposes of it, after this. */
  backplane?: Backplane;
}

export interface HubServer {
  readonly io: Server;
  readonly log: HubLog;
  readonly counters: Readonly<WireCounters>;
  readonly filters: readonly HubFilter[];
  readonly telemetry: HubTelemetry | undefined;
  readonly backplane: Backplane;
  readonly maxMessageBytes: number;
  remoteAddressOf(request: IncomingMessage): string;
  /** Why a request may not even try to connect, by the rule for every request of the engine; null if it may. */
  refusalOf(request: IncomingMessage): HandshakeRefusal | null;
  /** What stands between a hub and the connection of one of its sockets. */
  linkOf(socket: Socket): Link;
  /** Bytes of all connections that have not left the process. */
  queueBytes(): number;
  /** Ends every connection without a word and answers 503 from then on. Leaves `httpServer` open. Drain the hubs first. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const refusalAtRoot: HandshakeRefusal = { code: "FORBIDDEN", message: "Nothing is served here.", retry: false };

/** One Socket.IO server beside whatever else `httpServer` serves; each hub is a namespace of it. */
export function createHubServer(options: HubServerOptions): HubServer {
  const { httpServer, log, checkOrigin, maxMessageBytes = 64 * 1024, backplane = aloneBackplane() } = options;
  const { keepAliveIntervalMs = 15_000, clientTimeoutMs = 2 * keepAliveIntervalMs } = options;
  if (!(clientTimeoutMs > keepAliveIntervalMs))
    throw new Error("clientTimeoutMs must be more than keepAliveIntervalMs, or nobody could answer in time.");
  const counters: WireCounters = { messagesIn: 0, messagesOut: 0, bytesOut: 0, protocolErrors: 0 };
  const wire = createWire(options.maxMessageBytes ?? 64 * 1024, counters);
  const pump = new Pump(counters);
  const io = new Server(httpServer, {
    path: "/socket.io",
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    pingInterval: keepAliveIntervalMs,
    pingTimeout: clientTimeoutMs - keepAliveIntervalMs,
    connectTimeout: options.handshakeTimeoutMs ?? 5_000,
    maxHttpBufferSize: options.maxFrameBytes ?? 256 * 1024,
    parser: wire.parser,
    ...(backplane.adapter !== undefined && { adapter: backplane.adapter as never }),
    ...(options.allowedOrigins?.length ? { cors: { origin: [...options.allowedOrigins], credentials: true } } : {}),
  });

  // Needs no login, and must not fill the log.
  const noteForeign = createGather<object>(60_000, (about, count) =>
    log.warn({ ...about, count }, "hub request refused by its origin"),
  );
  let closed = false;
  io.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const refusal = refusalOf(request);
    if (refusal === null) next();
    else refuse(request, response, refusal.retry ? 503 : 403, refusal.message);
  });
  // Socket.IO's engine knows nothing of them.
  const loopbacks = new Set<EngineConnection>();
  // Before Socket.IO's own listener, which makes the connection's decoder.
  io.engine.prependListener("connection", (engine: EngineConnection) => {
    if (engine.takePacket !== undefined) {
      loopbacks.add(engine);
      engine.once("close", () => loopbacks.delete(engine));
    }
    const encoding = encodingOf(engine);
    wire.expect(encoding);
    letGoOfRequest(engine);
    new Link(engine, encoding, pump);
  });
  io.engine.on("flush", (engine: EngineConnection, packets: readonly { type: string }[]) => {
    if (packets.some(({ type }) => type === "ping")) linkOf(engine)?.pinged();
  });
  io.engine.on("drain", (engine: EngineConnection) => linkOf(engine)?.drained());
  io.of("/").use((_socket, next) => next(new RefusedHandshake(refusalAtRoot)));

  async function close(): Promise<void> {
    closed = true;
    for (const namespace of io._nsps.values()) {
      namespace.disconnectSockets(true);
      await namespace.adapter.close();
    }
    io.engine.close();
    for (const engine of loopbacks) engine.close();
  }

  function refusalOf(request: IncomingMessage): HandshakeRefusal | null {
    if (closed) return refusalBy("RESTARTING");
    const verdict = checkOrigin(request);
    if (verdict === true) return null;
    noteForeign(verdict, { reason: verdict, origin: request.headers.origin });
    return { code: "FORBIDDEN", message: verdict, retry: false };
  }

  function linkOfSocket(socket: Socket): Link {
    const link = linkOf(engineOf(socket));
    if (link === undefined) throw new Error("This socket is of another server.");
    return link;
  }

  const queueBytes = () =>
    [...allEngines(io), ...loopbacks].reduce((bytes, engine) => bytes + (linkOf(engine)?.queuedBytes ?? 0), 0);
  options.telemetry?.watchServer(() => ({ ...counters, queueBytes: queueBytes() }));

  return {
    io,
    log,
    counters,
    filters: [...(options.telemetry === undefined ? [] : [options.telemetry.filter]), ...(options.filters ?? [])],
    telemetry: options.telemetry,
    backplane,
    maxMessageBytes,
    remoteAddressOf: options.remoteAddressOf ?? ((request) => request.socket.remoteAddress ?? ""),
    refusalOf,
    linkOf: linkOfSocket,
    queueBytes,
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
