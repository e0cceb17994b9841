import type { IncomingHttpHeaders } from "node:http";
import { opsHub } from "@/lib/contracts/ops-hub";
import type { DurableStreamName, Subscribe } from "@/lib/contracts/streams";
import { HubError } from "@/lib/hub-protocol";
import type { Principal, Services, VerbContext } from "@/lib/services/context";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import { broadcast } from "@/lib/services/notifications/broadcast";
import { listNotifications } from "@/lib/services/notifications/list-notifications";
import { markNotifications } from "@/lib/services/notifications/mark-notifications";
import { listOrders } from "@/lib/services/orders/list-orders";
import { setOrderStatus } from "@/lib/services/orders/set-order-status";
import { audienceOf } from "@/lib/services/streams/audience";
import { createDurableStream, createHub, type DurableStream, type HubServer } from "@/server/hub";
import type { CachedEventLog } from "./event-log";

type Logs = Record<DurableStreamName, CachedEventLog>;

interface Options {
  server: HubServer;
  services: Services;
  logs: Logs;
  limits: { connectionsPerUser: number; connectionsPerAddress: number };
}

export const metricGroup = (set: string): string => `metrics:${set}`;
const presenceGroup = "presence";

/** Pulseboard's hub: each method is one line into a verb. */
export function createOpsHub({ server, services, logs, limits }: Options) {
  const contextFor = (call: { principal: Principal; signal: AbortSignal; connectionId: string }): VerbContext => ({
    services,
    via: "hub",
    principal: call.principal,
    signal: call.signal,
    connectionId: call.connectionId,
  });

  const snapshotContext = (principal: Principal): VerbContext => ({ services, via: "hub", principal });
  const streams: Record<DurableStreamName, DurableStream<Principal>> = {
    orders: createDurableStream<Principal>({
      name: "orders",
      log: logs.orders,
      logger: services.log,
      audienceOf: (principal) => audienceOf("orders", principal),
      snapshot: async ({ principal }) => pageSnapshot(await listOrders(snapshotContext(principal), {})),
    }),
    notifications: createDurableStream<Principal>({
      name: "notifications",
      log: logs.notifications,
      logger: services.log,
      audienceOf: (principal) => audienceOf("notifications", principal),
      snapshot: async ({ principal }) => pageSnapshot(await listNotifications(snapshotContext(principal), {})),
    }),
  };

  const hub = createHub<typeof opsHub, Principal>(server, opsHub, {
    log: services.log,
    limits,
    streams: Object.values(streams),
    authenticate: ({ headers, auth, query }) => authenticate(services, headers, auth, query),
    implementation: {
      subscribe: async (call) => {
        const input: Subscribe = call.input;
        if (input.stream === "presence") {
          await call.groups.add(call.connectionId, presenceGroup);
          return { users: services.hub.presentUsers() };
        }
        if (input.stream === "metrics") {
          const subscription = services.metrics.describeSet(input.set);
          await call.groups.add(call.connectionId, metricGroup(input.set));
          return subscription;
        }
        return streams[input.stream].subscribe(call, input);
      },
      unsubscribe: async (call) => {
        const { input } = call;
        if (input.stream === "presence") await call.groups.remove(call.connectionId, presenceGroup);
        else if (input.stream === "metrics") await call.groups.remove(call.connectionId, metricGroup(input.set));
        else streams[input.stream].unsubscribe(call);
        return {};
      },
      setOrderStatus: (call) => setOrderStatus(contextFor(call), call.input),
      markNotifications: (call) => markNotifications(contextFor(call), call.input),
      broadcast: (call) => broadcast(contextFor(call), call.input),
      refreshToken: async (call) => {
        const identity = await authenticateHeaders(services, { authorization: `Bearer ${call.input.token}` });
        if (!identity?.expiresAt) throw new HubError("UNAUTHENTICATED", "This token is not valid.");
        if (identity.principal.id !== call.principal.id)
          throw new HubError("FORBIDDEN", "That is somebody else's token.");
        hub.extend(call.connectionId, identity.expiresAt, identity.principal);
        return { expiresAt: new Date(identity.expiresAt).toISOString() };
      },
    },
  });

  hub.presence.onChange((change) => hub.clients.group(presenceGroup).presence(change));
  return { hub, streams };
}

const pageSnapshot = <P extends { epoch: string; head: number; nextCursor: string | null }>(page: P) => ({
  snapshot: page,
  epoch: page.epoch,
  head: page.head,
  cursor: page.nextCursor,
});

/** The session cookie, or an access token: in the handshake's `auth`, in the header, or in the query for who can do no other. */
async function authenticate(
  services: Services,
  headers: IncomingHttpHeaders,
  auth: Record<string, unknown>,
  query: Record<string, unknown>,
) {
  const token = [auth.token, query.access_token].find((value) => typeof value === "string");
  const identity = await authenticateHeaders(
    services,
    token === undefined
      ? { cookie: headers.cookie, authorization: headers.authorization }
      : { authorization: `Bearer ${token}` },
  );
  if (!identity) throw new HubError("UNAUTHENTICATED", "Sign in first.");
  return { principal: identity.principal, expiresAt: identity.expiresAt };
}
