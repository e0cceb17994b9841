import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { answerAwayStream } from "./gateways";

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export class PortInUseError extends Error {}

export interface HttpFront extends AsyncDisposable {
  server: Server;
  port: number;
  /** From now on requests are answered by this; until then by 503. */
  handle(handler: RequestHandler): void;
  /**
   * Requests that come from now on are answered 503. Goes on listening: a client of the hub that polls has no connection between two polls,
   * and is to hear that the server goes.
   */
  refuseNew(): void;
  /** No new connections. Whoever asks for a WebSocket over an open one is sent away. */
  stopListening(): void;
  /** Resolves when every request in flight is answered, or after `timeoutMs`. */
  answered(timeoutMs: number): Promise<void>;
}

const answerStarting: RequestHandler = (request, response) => {
  if (answerAwayStream(request, response)) return;
  response.writeHead(503, { "content-type": "application/problem+json", "retry-after": "1", connection: "close" });
  response.end(
    JSON.stringify({ type: "about:blank", title: "Temporarily unavailable", status: 503, code: "UNAVAILABLE" }),
  );
};

/** Listens at once, so that a port in use is told before anything else starts. Throws PortInUseError, one line. */
export async function openHttpFront(port: number, host: string): Promise<HttpFront> {
  let handler = answerStarting;
  let inFlight = 0;
  let onIdle: () => void = () => undefined;
  /** Those of WebSockets too, which the server itself forgets. */
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    inFlight++;
    response.once("close", () => {
      inFlight--;
      if (inFlight === 0) onIdle();
    });
    void handler(request, response);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        reject(new PortInUseError(`Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1}.`));
      } else if (error.code === "EACCES") {
        reject(new PortInUseError(`Port ${port} needs more rights. Choose one above 1023: PORT=3000.`));
      } else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
        reject(new PortInUseError(`HOST=${host} is not an address of this machine.`));
      } else reject(error);
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    server,
    port: typeof address === "object" && address ? address.port : port,
    handle(next) {
      handler = next;
    },
    refuseNew() {
      handler = answerStarting;
    },
    stopListening() {
      // Next would take whatever upgrade nobody else answers, and leave its socket open.
      server.removeAllListeners("upgrade");
      server.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 503 Refused\r\nConnection: close\r\n\r\n"));
      server.close();
    },
    async answered(timeoutMs) {
      if (inFlight === 0) return;
      await new Promise<void>((resolve) => {
        const giveUp = setTimeout(resolve, timeoutMs);
        onIdle = () => {
          clearTimeout(giveUp);
          resolve();
        };
      });
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => {
        if (server.listening) server.close(() => resolve());
        else server.once("close", resolve);
        // Already closed, nothing left open: there is no event to wait for.
        server.getConnections((_error, open) => open === 0 && resolve());
      });
      server.closeIdleConnections();
      const giveUp = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, 2_000);
      await closed;
      clearTimeout(giveUp);
    },
  };
}
