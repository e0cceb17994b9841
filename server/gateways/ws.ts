import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { opsHub } from "@/lib/contracts/ops-hub";
import { errorCodes, type HandshakeRefusal } from "@/lib/hub-protocol";
import { type HubLog, type HubServer, type Loopback, openLoopback, RefusedHandshake } from "@/server/hub";
import { pathOf } from "./http-answer";
import { errorOf, refusalBy } from "./refusals";
import { WebSocketConnection } from "./ws-connection";

export const webSocketPath = "/ws";

export interface WebSocketGatewayOptions {
  httpServer: Server;
  server: HubServer;
  log: HubLog;
  /** A larger message is answered with MESSAGE_TOO_LARGE. */
  maxMessageBytes?: number;
  /** A larger one ends the connection with 1009. */
  maxFrameBytes?: number;
  pingIntervalMs?: number;
  /** A client that is silent for so long after a ping is gone. */
  pongTimeoutMs?: number;
}

/**
 * Upgrades of `webSocketPath` become connections of the hub; all others are left to whoever else listens. Returns what takes it off the
 * server again; its connections end with the hub.
 */
export function openWebSocketGateway(options: WebSocketGatewayOptions): Disposable {
  const { httpServer, server, log, pingIntervalMs = 15_000, pongTimeoutMs = 15_000 } = options;
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.maxFrameBytes ?? 256 * 1024,
  });

  function serve(webSocket: WebSocket, request: IncomingMessage): void {
    // Until somebody is let in nothing of what they send is read.
    webSocket.pause();
    const connection = new WebSocketConnection(webSocket, options.maxMessageBytes ?? server.maxMessageBytes);
    const loopback = openLoopback(server, {
      path: opsHub.path,
      request,
      transport: connection.transport,
      onEvent: (name, payload) => connection.take(name, payload),
    });
    const stopPings = keepAlive(webSocket, loopback, pingIntervalMs, pongTimeoutMs);
    webSocket.on("error", (error) => log.info({ path: webSocketPath, reason: error.message }, "web socket failed"));
    webSocket.once("close", () => {
      stopPings();
      connection.stop();
      loopback.gone();
    });
    loopback.opened
      .then(
        () => connection.begin(loopback),
        (error: unknown) =>
          connection.refuse(error instanceof RefusedHandshake ? error.data : refusalBy("UNAVAILABLE")),
      )
      .finally(() => webSocket.resume());
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (pathOf(request) !== webSocketPath) return;
    const refusal = server.refusalOf(request);
    if (refusal === null) webSockets.handleUpgrade(request, socket, head, serve);
    else refuse(socket, refusal);
  }

  httpServer.on("upgrade", onUpgrade);
  return { [Symbol.dispose]: () => void httpServer.off("upgrade", onUpgrade) };
}

/** Before the WebSocket there is only HTTP to say it with. */
function refuse(socket: Duplex, refusal: HandshakeRefusal): void {
  const { status, title } = errorCodes[errorOf(refusal).code];
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Pings, and cuts off who does not answer. Returns what stops it. */
function keepAlive(webSocket: WebSocket, loopback: Loopback, intervalMs: number, timeoutMs: number): () => void {
  let deadline: NodeJS.Timeout | undefined;
  const timer = setInterval(() => {
    webSocket.ping();
    loopback.pinged();
    deadline ??= setTimeout(() => {
      loopback.gone("ping timeout");
      webSocket.terminate();
    }, timeoutMs).unref();
  }, intervalMs).unref();
  webSocket.on("pong", () => {
    clearTimeout(deadline);
    deadline = undefined;
    loopback.ponged();
  });
  return () => {
    clearInterval(timer);
    clearTimeout(deadline);
  };
}
