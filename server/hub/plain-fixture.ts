import type { Server as HttpServer } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket as NetSocket } from "node:net";
import type { Namespace } from "socket.io";
import type { Socket as ClientSocket, ManagerOptions, SocketOptions } from "socket.io-client";
import { io } from "socket.io-client";
import stockMessagePack from "socket.io-msgpack-parser";
import type { EngineConnection } from "./engine-connection";
import type { HubServer, HubServerOptions } from "./server";
import { createHubServer } from "./server";
import type { MemoryLog } from "./testing";
import { createMemoryLog } from "./testing";

export type StockEncoding = "json" | "msgpack";

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** A hub server without a hub: one namespace for stock Socket.IO on both ends, over our wire. */
export interface PlainServer extends AsyncDisposable {
  readonly server: HubServer;
  readonly httpServer: HttpServer;
  readonly namespace: Namespace;
  readonly log: MemoryLog;
  readonly port: number;
  readonly netSockets: ReadonlySet<NetSocket>;
  /** A stock client that is on its way; `connected` waits for it. */
  open(encoding: StockEncoding, options?: ClientOptions): ClientSocket;
}

export async function startPlain(
  options: Partial<HubServerOptions> & { beforeListening?: (server: HubServer) => void } = {},
): Promise<PlainServer> {
  const { beforeListening, ...serverOptions } = options;
  const httpServer = createServer((_request, response) => response.writeHead(404).end());
  const netSockets = new Set<NetSocket>();
  httpServer.on("connection", (socket: NetSocket) => {
    netSockets.add(socket);
    socket.once("close", () => netSockets.delete(socket));
  });
  const log = createMemoryLog();
  const server = createHubServer({ httpServer, log, checkOrigin: () => true, ...serverOptions });
  beforeListening?.(server);
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  const { port } = httpServer.address() as AddressInfo;
  const clients = new Set<ClientSocket>();
  return {
    server,
    httpServer,
    namespace: server.io.of("/plain"),
    log,
    port,
    netSockets,
    open(encoding, clientOptions = {}) {
      const socket = io(`http://127.0.0.1:${port}/plain`, {
        transports: ["websocket"],
        reconnection: false,
        forceNew: true,
        ...(encoding === "msgpack" ? { parser: stockMessagePack, query: { encoding } } : {}),
        ...clientOptions,
      });
      clients.add(socket);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of clients) socket.disconnect();
      await server.close();
      for (const socket of netSockets) socket.destroy();
      await new Promise<void>((resolve) => httpServer.close(() => resolve()));
    },
  };
}

export function connected(socket: ClientSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.connected) resolve();
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
}

/** The engine connections of a server, in the order in which they came. */
export const enginesOf = (server: HubServer): EngineConnection[] =>
  Object.values((server.io.engine as unknown as { clients: Record<string, EngineConnection> }).clients);
