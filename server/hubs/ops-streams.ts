import type { opsHub } from "@/lib/contracts/ops-hub";
import type { DurableStreamName, Subscribe, SubscribeReply, Unsubscribe } from "@/lib/contracts/streams";
import { listAudit } from "@/lib/services/audit/list-audit";
import type { Principal, Services, VerbContext } from "@/lib/services/context";
import { listNotifications } from "@/lib/services/notifications/list-notifications";
import { listOrders } from "@/lib/services/orders/list-orders";
import { audienceOf } from "@/lib/services/streams/audience";
import { type Call, createDurableStream, type DurableStream, type Hub } from "@/server/hub";
import { type ConnectionWatch, createConnectionWatch } from "./connection-watch";
import type { CachedEventLog } from "./event-log";

export type Logs = Record<DurableStreamName, CachedEventLog>;
type OpsHub = Hub<typeof opsHub, Principal>;
type OpsCall<Input> = Call<typeof opsHub, Principal, Input>;

export const metricGroup = (set: string): string => `metrics:${set}`;
const presenceGroup = "presence";
const connectionsGroup = "connections";

/** The streams with offsets, of which each audience gets its own page and its own events. */
export function createDurableStreams(
  services: Services,
  logs: Logs,
): Record<DurableStreamName, DurableStream<Principal>> {
  const contextOf = (principal: Principal): VerbContext => ({ services, via: "hub", principal });
  return {
    orders: createDurableStream<Principal>({
      name: "orders",
      log: logs.orders,
      logger: services.log,
      audienceOf: (principal) => audienceOf("orders", principal),
      snapshot: async ({ principal }) => pageSnapshot(await listOrders(contextOf(principal), {})),
    }),
    notifications: createDurableStream<Principal>({
      name: "notifications",
      log: logs.notifications,
      logger: services.log,
      audienceOf: (principal) => audienceOf("notifications", principal),
      snapshot: async ({ principal }) => pageSnapshot(await listNotifications(contextOf(principal), {})),
    }),
    audit: createDurableStream<Principal>({
      name: "audit",
      log: logs.audit,
      logger: services.log,
      audienceOf: (principal) => audienceOf("audit", principal),
      snapshot: async ({ principal }) => pageSnapshot(await listAudit(contextOf(principal), {})),
    }),
  };
}

const pageSnapshot = <P extends { epoch: string; head: number; nextCursor: string | null }>(page: P) => ({
  snapshot: page,
  epoch: page.epoch,
  head: page.head,
  cursor: page.nextCursor,
});

/** Tells whoever watches the connections how they change. */
export const createOpsConnectionWatch = (services: Services, hub: () => OpsHub): ConnectionWatch =>
  createConnectionWatch({
    list: () => services.hub.listConnections(),
    hasWatchers: () => hub().groups.has(connectionsGroup),
    tell: (change) => hub().here.group(connectionsGroup).connections(change),
  });

export const tellPresence = (hub: OpsHub): void =>
  void hub.presence.onChange((change) => hub.here.group(presenceGroup).presence(change));

interface Sources {
  services: Services;
  streams: Record<DurableStreamName, DurableStream<Principal>>;
  watch: ConnectionWatch;
}

/** The state of a stream as it is now; from here on the caller is told what changes. */
export async function subscribe(
  { services, streams, watch }: Sources,
  call: OpsCall<Subscribe>,
): Promise<SubscribeReply> {
  const { input, connectionId, groups } = call;
  switch (input.stream) {
    case "presence":
      groups.add(connectionId, presenceGroup);
      return { users: services.hub.presentUsers() };
    case "connections":
      return watch.watch(() => groups.add(connectionId, connectionsGroup));
    case "metrics": {
      const subscription = services.metrics.describeSet(input.set);
      groups.add(connectionId, metricGroup(input.set));
      return subscription;
    }
    case "orders":
    case "notifications":
    case "audit":
      return streams[input.stream].subscribe(call, input);
  }
}

export function unsubscribe({ streams }: Pick<Sources, "streams">, call: OpsCall<Unsubscribe>): Record<string, never> {
  const { input, connectionId, groups } = call;
  switch (input.stream) {
    case "presence":
      groups.remove(connectionId, presenceGroup);
      break;
    case "connections":
      groups.remove(connectionId, connectionsGroup);
      break;
    case "metrics":
      groups.remove(connectionId, metricGroup(input.set));
      break;
    case "orders":
    case "notifications":
    case "audit":
      streams[input.stream].unsubscribe(call);
      break;
  }
  return {};
}
