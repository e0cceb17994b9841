/** Pulseboard's hub with its gateways, relay and a real database, on a port of its own, for tests of the other wires. */
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Notification } from "@/lib/contracts/notifications";
import type { opsHub } from "@/lib/contracts/ops-hub";
import type { Order } from "@/lib/contracts/orders";
import type { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import { testLog } from "@/lib/db/testing";
import { checkOrigin } from "@/lib/http/origin";
import type { Principal } from "@/lib/services/context";
import { signIn } from "@/lib/services/identity/sign-in";
import { type TestServices, type TestUser, testServices } from "@/lib/services/identity/testing";
import { signAccessToken } from "@/lib/services/identity/tokens";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import { as, placeOrder } from "@/lib/services/orders/testing";
import { type EventStreamOptions, openGateways, type WebSocketGatewayOptions } from "@/server/gateways";
import { createHubServer, type Hub, type HubLimits } from "@/server/hub";
import { openEventLogs } from "@/server/hubs/event-logs";
import { createHubLink } from "@/server/hubs/hub-link";
import { createOpsHub } from "@/server/hubs/ops";
import { startRelay } from "@/server/workers/relay";

export interface WorldOptions {
  /** 0 takes a free one. */
  port?: number;
  limits?: Partial<HubLimits>;
  events?: Pick<EventStreamOptions, "heartbeatIntervalMs" | "retryMs">;
  webSocket?: Pick<WebSocketGatewayOptions, "pingIntervalMs" | "pongTimeoutMs">;
}

export interface World extends AsyncDisposable {
  readonly services: TestServices;
  readonly hub: Hub<typeof opsHub, Principal>;
  readonly port: number;
  readonly url: string;
  /** Statuses that gateways answered with. */
  readonly answers: number[];
  sessionOf(user: TestUser): Promise<{ token: string; sessionId: string }>;
  tokenOf(user: TestUser, lifeMs?: number): Promise<string>;
  /** Places orders one after the other; the relay tells them. */
  placeOrders(count: number): Promise<Order[]>;
  /** Tells orders of about `bytes` each that are kept nowhere but in the newest events. */
  tellLargeOrders(count: number, bytes: number): Promise<void>;
  /** A notification for admins alone, told and kept nowhere else. */
  tellHiddenNotification(): Promise<void>;
  /** As happens by itself every 5 s. */
  tellHeads(stream: DurableStreamName): Promise<void>;
  /** From now on nobody is let in, and all are told. */
  drain(): Promise<void>;
  /** Ends as `kill -9` would: every socket is cut in mid-sentence. The port is free afterwards. */
  kill(): Promise<void>;
}

const usualLifeMs = 300_000;

export async function startWorld(database: Database, options: WorldOptions = {}): Promise<World> {
  const metrics = await createMetricStore({ database, hostName: "this-host", now: () => new Date() });
  const services = testServices(database, { metrics });
  const httpServer = createServer();
  const sockets = new Set<Socket>();
  httpServer.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const answers: number[] = [];
  const logs = await openEventLogs(database);
  const server = createHubServer({
    httpServer,
    log: testLog,
    checkOrigin: ({ method = "GET", headers }) => {
      const site = headers["sec-fetch-site"];
      const verdict = checkOrigin({
        method,
        origin: headers.origin ?? null,
        host: headers.host ?? null,
        secFetchSite: typeof site === "string" ? site : null,
        hasCookie: headers.cookie !== undefined,
        hasToken: headers.authorization !== undefined,
        isUpgrade: headers.upgrade !== undefined,
        publicUrl: null,
        allowedOrigins: [],
      });
      return verdict.ok || verdict.reason;
    },
  });
  const limits = { connectionsPerUser: 20, connectionsPerAddress: 200, ...options.limits };
  const ops = createOpsHub({ server, services, logs, limits });
  services.hub = createHubLink(ops, testLog, server.backplane);
  const gateways = openGateways({
    httpServer,
    server,
    config: services.config,
    log: testLog,
    countAnswer: (status) => answers.push(status),
    ...options.events,
    ...options.webSocket,
  });
  httpServer.on(
    "request",
    // Polls are the hub's own, which listens beside this.
    gateways.handler((request, response) => {
      if (!request.url?.startsWith("/socket.io/")) response.writeHead(404).end();
    }),
  );
  const relay = await startRelay({
    database,
    log: testLog,
    pollIntervalMs: 10,
    onFenced: () => undefined,
    publish: (stream, epoch, events) => ops.streams[stream].publish(logs[stream].append(epoch, events)),
  });
  services.wakeRelay = relay.wake;
  await new Promise<void>((resolve) => httpServer.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = httpServer.address() as AddressInfo;
  let isOver = false;

  async function sessionOf(user: TestUser, lifeMs = usualLifeMs) {
    const signedIn = await signIn(services, { ...user, userAgent: null });
    if (!signedIn) throw new Error(`${user.email} cannot sign in.`);
    const issuedAt = new Date(Date.now() - usualLifeMs + lifeMs);
    const { sessionId } = signedIn;
    const claims = { sub: user.id, sid: sessionId, version: signedIn.version };
    return { sessionId, token: await signAccessToken({ config: services.config, now: () => issuedAt }, claims) };
  }

  async function end(): Promise<void> {
    if (isOver) return;
    isOver = true;
    await relay[Symbol.asyncDispose]();
    ops[Symbol.dispose]();
    gateways[Symbol.dispose]();
    await ops.hub.drain({ timeoutMs: 50 });
    await ops.hub[Symbol.asyncDispose]();
    await server.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => httpServer.close(resolve));
  }

  return {
    services,
    hub: ops.hub,
    port,
    url: `http://127.0.0.1:${port}`,
    answers,
    sessionOf,
    tokenOf: async (user, lifeMs) => (await sessionOf(user, lifeMs)).token,
    async placeOrders(count) {
      const operator = as(services, "operator");
      const placed: Order[] = [];
      for (let i = 0; i < count; i += 1) placed.push(await placeOrder(operator));
      return placed;
    },
    async tellLargeOrders(count, bytes) {
      const { epoch, head } = await logs.orders.head();
      for (let i = 1; i <= count; i += 1) {
        const event = { stream: "orders" as const, offset: head + i, id: `large ${i}`, type: "order.updated" };
        const payload = { customer: { name: "Large" }, padding: "x".repeat(bytes) } as unknown as Order;
        ops.streams.orders.publish(logs.orders.append(epoch, [{ ...event, at: new Date(), payload, audience: null }]));
      }
    },
    async tellHiddenNotification() {
      const { epoch, head } = await logs.notifications.head();
      const event = { stream: "notifications" as const, offset: head + 1, id: "hidden", type: "notification.created" };
      const payload = { title: "For admins" } as unknown as Notification;
      const stored = { ...event, at: new Date(), payload, audience: { roles: ["admin"] } };
      ops.streams.notifications.publish(logs.notifications.append(epoch, [stored]));
    },
    tellHeads: (stream) => ops.streams[stream].publishHeads(),
    drain: () => ops.hub.drain({ timeoutMs: 50 }),
    async kill() {
      httpServer.close();
      for (const socket of sockets) socket.destroy();
      await end();
    },
    [Symbol.asyncDispose]: end,
  };
}
