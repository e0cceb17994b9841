import type { Server as HttpServer } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket as NetSocket } from "node:net";
import type { Socket as ClientSocket } from "socket.io-client";
import { io } from "socket.io-client";
import type { AnyContract, CallMeta, HandshakeRefusal, Reply, Welcome } from "@/lib/hub-protocol";
import { control } from "@/lib/hub-protocol";
import type { Hub, HubOptions } from "./hub";
import { createHub } from "./hub";
import type { HubLog } from "./log";
import type { Principal } from "./principal";
import type { HubServer, HubServerOptions } from "./server";
import { createHubServer } from "./server";

/** A log that keeps what was said. */
export interface MemoryLog extends HubLog {
  readonly entries: { level: keyof HubLog; fields: object; message: string }[];
}

export function createMemoryLog(): MemoryLog {
  const entries: MemoryLog["entries"] = [];
  const at = (level: keyof HubLog) => (fields: object, message: string) =>
    void entries.push({ level, fields, message });
  return { entries, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** A plain Socket.IO client that remembers every event, so that a test can wait for one that has already come. */
export interface TestClient extends AsyncDisposable {
  readonly socket: ClientSocket;
  readonly id: string;
  /** All but the welcome. */
  readonly received: { event: string; payload: unknown }[];
  /** What the server said first. */
  readonly welcome: Welcome | undefined;
  call(method: string, input?: unknown, meta?: CallMeta): Promise<Reply<unknown>>;
  /** The first event of that name that fits, past or coming. */
  next(event: string, fits?: (payload: never) => boolean): Promise<unknown>;
  /** Stops and starts reading from the network: a client that hangs. WebSocket only. */
  pause(): void;
  resume(): void;
  /** Resolves with Socket.IO's reason when the connection is over. */
  readonly ended: Promise<string>;
}

export interface TestHub<C extends AnyContract, P extends Principal> extends AsyncDisposable {
  readonly hub: Hub<C, P>;
  readonly server: HubServer;
  readonly log: MemoryLog;
  readonly url: string;
  readonly port: number;
  connect(auth?: object, options?: ConnectOptions): Promise<TestClient>;
  /** Expects to be refused; returns what the refusal says. */
  refusal(auth?: object, options?: ConnectOptions): Promise<HandshakeRefusal>;
  /** Ends as `kill -9` would: every socket is cut in mid-sentence. The port is free afterwards. */
  kill(): Promise<void>;
}

export interface ConnectOptions {
  transports?: ("websocket" | "polling")[];
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** In the place of Socket.IO's JSON. */
  parser?: object;
}

export interface TestHubOptions<C extends AnyContract, P extends Principal> extends HubOptions<C, P> {
  server?: Partial<HubServerOptions>;
  /** 0 takes a free one. */
  port?: number;
}

/** An in-process hub on a port of its own, with real sockets. */
export async function startTestHub<C extends AnyContract, P extends Principal>(
  contract: C,
  { server: serverOptions, port: wantedPort = 0, ...options }: TestHubOptions<C, P>,
): Promise<TestHub<C, P>> {
  const httpServer = createServer((_request, response) => response.writeHead(404).end());
  const netSockets = new Set<NetSocket>();
  httpServer.on("connection", (socket: NetSocket) => {
    netSockets.add(socket);
    socket.once("close", () => netSockets.delete(socket));
  });
  const log = createMemoryLog();
  const server = createHubServer({ httpServer, log, checkOrigin: () => true, ...serverOptions });
  const hub = createHub(server, contract, options);
  const port = await listen(httpServer, wantedPort);
  const url = `http://127.0.0.1:${port}`;
  const clients = new Set<ClientSocket>();

  function open(
    auth: object,
    { transports = ["websocket"], headers = {}, query, parser }: ConnectOptions,
  ): ClientSocket {
    const socket = io(`${url}${contract.path}`, {
      auth: { ...auth },
      transports,
      extraHeaders: headers,
      ...(query && { query }),
      ...(parser && { parser }),
      reconnection: false,
      forceNew: true,
    });
    clients.add(socket);
    return socket;
  }

  async function stop(): Promise<void> {
    for (const socket of clients) socket.disconnect();
    // A call that a test left hanging is not worth waiting for.
    await hub.drain({ timeoutMs: 50 });
    await hub[Symbol.asyncDispose]();
    await server.close();
    for (const socket of netSockets) socket.destroy();
    await closed(httpServer);
  }

  return {
    hub,
    server,
    log,
    url,
    port,
    async connect(auth = {}, connectOptions = {}) {
      const client = wrap(open(auth, connectOptions));
      await client.connected;
      return client;
    },
    refusal(auth = {}, connectOptions = {}) {
      const socket = open(auth, connectOptions);
      return new Promise((resolve, reject) => {
        socket.once("connect", () => reject(new Error("The handshake was not refused.")));
        socket.once("connect_error", (error: Error & { data?: HandshakeRefusal }) =>
          error.data ? resolve(error.data) : reject(error),
        );
      });
    },
    async kill() {
      for (const socket of netSockets) socket.destroy();
      await server.close();
      await closed(httpServer);
    },
    [Symbol.asyncDispose]: stop,
  };
}

const listen = (httpServer: HttpServer, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    httpServer.once("error", reject);
    httpServer.listen(port, "127.0.0.1", () => resolve((httpServer.address() as AddressInfo).port));
  });

const closed = (httpServer: HttpServer): Promise<void> => new Promise((resolve) => httpServer.close(() => resolve()));

/** In Node the client's WebSocket is the one of `ws`, which can stop reading. */
const webSocketOf = (socket: ClientSocket) =>
  (socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }).ws;

function wrap(socket: ClientSocket): TestClient & { connected: Promise<void> } {
  const received: TestClient["received"] = [];
  const waiting = new Set<() => void>();
  let welcome: Welcome | undefined;
  socket.onAny((event: string, payload: unknown) => {
    if (event === control.welcome) {
      welcome = payload as Welcome;
      return;
    }
    received.push({ event, payload });
    for (const check of waiting) check();
  });
  const connected = new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  const ended = new Promise<string>((resolve) => socket.once("disconnect", (reason) => resolve(reason)));
  let id = "";
  socket.once("connect", () => {
    id = socket.id ?? "";
  });
  return {
    socket,
    received,
    connected,
    ended,
    get welcome() {
      return welcome;
    },
    get id() {
      return id;
    },
    pause: () => webSocketOf(socket).pause(),
    resume: () => webSocketOf(socket).resume(),
    call: (method, ...input) => socket.emitWithAck(method, ...input),
    next: (event, fits = () => true) =>
      new Promise((resolve) => {
        const check = () => {
          const found = received.find((entry) => entry.event === event && fits(entry.payload as never));
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found.payload);
        };
        waiting.add(check);
        check();
      }),
    async [Symbol.asyncDispose]() {
      socket.disconnect();
    },
  };
}
