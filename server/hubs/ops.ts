import { opsHub } from "@/lib/contracts/ops-hub";
import { meetsDemand } from "@/lib/contracts/permissions";
import { closeConnection } from "@/lib/services/connections/close-connection";
import { diagnoseConnection } from "@/lib/services/connections/diagnose-connection";
import type { Principal, Services, VerbContext } from "@/lib/services/context";
import { streamMetricHistory } from "@/lib/services/metrics/stream-metric-history";
import { broadcast } from "@/lib/services/notifications/broadcast";
import { markNotifications } from "@/lib/services/notifications/mark-notifications";
import { readOrder } from "@/lib/services/orders/read-order";
import { setOrderStatus } from "@/lib/services/orders/set-order-status";
import {
  createHub,
  createResourceGroups,
  type Handshake,
  type Hub,
  type HubLimits,
  type HubServer,
} from "@/server/hub";
import { createAccessChanges } from "./access-changes";
import { authenticate, authenticateRefresh } from "./authenticate";
import { databaseFailures } from "./database-failures";
import {
  createDurableStreams,
  createOpsConnectionWatch,
  type Logs,
  subscribe,
  tellPresence,
  unsubscribe,
} from "./ops-streams";

interface Options {
  server: HubServer;
  services: Services;
  logs: Logs;
  limits: Partial<HubLimits>;
}

type CallParts = Required<Pick<VerbContext, "signal" | "connectionId" | "afterReply">> & {
  principal: Principal;
  traceId: string;
  handshake: Pick<Handshake, "remoteAddress" | "headers">;
};

/** Whose access an admission rests on. */
const subjectsOf = ({ principal }: { principal: Principal }) => [principal.id, principal.sessionId];

/** Pulseboard's hub: each method is one line into a verb. */
export function createOpsHub({ server, services, logs, limits }: Options) {
  const contextFor = (call: CallParts): VerbContext => ({
    services,
    via: "hub",
    principal: call.principal,
    caller: {
      address: call.handshake.remoteAddress,
      userAgent: call.handshake.headers["user-agent"] ?? null,
      traceId: call.traceId,
    },
    signal: call.signal,
    connectionId: call.connectionId,
    afterReply: call.afterReply,
  });

  const accessChanges = createAccessChanges();
  const streams = createDurableStreams(services, logs);
  const watch = createOpsConnectionWatch(services, () => hub);
  const resourceGroups = createResourceGroups<Principal>({
    kinds: {
      // Whoever may read the order may know who else looks at it; a program is nobody who looks.
      order: async ({ principal, id, signal }) =>
        principal.kind !== "key" && (await readOrder({ services, via: "hub", principal, signal }, { id })) !== null,
    },
  });

  const hub: Hub<typeof opsHub, Principal> = createHub<typeof opsHub, Principal>(server, opsHub, {
    log: services.log,
    limits,
    filters: [databaseFailures],
    streams: Object.values(streams),
    resourceGroups,
    authenticate: (handshake) => accessChanges.settled(() => authenticate(services, handshake), subjectsOf),
    permits: meetsDemand,
    isShown: ({ kind }) => kind !== "key",
    onConnected: () => watch.mark(),
    onDisconnected: () => watch.mark(),
    implementation: () => ({
      subscribe: (call) => subscribe({ services, streams, watch }, call),
      unsubscribe: (call) => unsubscribe({ streams }, call),
      joinGroup: (call) => resourceGroups.join(call, call.input.group),
      leaveGroup: (call) => {
        resourceGroups.leave(call, call.input.group);
        return {};
      },
      setOrderStatus: (call) => setOrderStatus(contextFor(call), call.input),
      markNotifications: (call) => markNotifications(contextFor(call), call.input),
      broadcast: (call) => broadcast(contextFor(call), call.input),
      streamMetricHistory: (call) => streamMetricHistory(contextFor(call), call.input),
      diagnoseConnection: (call) => diagnoseConnection(contextFor(call), call.input),
      closeConnection: (call) => closeConnection(contextFor(call), call.input),
      refreshToken: async (call) => {
        const refreshed = () => authenticateRefresh(services, call.principal, call.input.token);
        const { expiresAt, principal } = await accessChanges.settled(refreshed, subjectsOf);
        hub.extend(call.connectionId, expiresAt, principal);
        return { expiresAt: new Date(expiresAt).toISOString() };
      },
    }),
  });

  tellPresence(hub);
  return { hub, streams, accessChanges, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}
