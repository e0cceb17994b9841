import { z } from "zod";
import { defineContract, event, Heads, Notice, operation, StreamEvent } from "@/lib/hub-protocol";
import { AuditEntry, AuditPage } from "./audit";
import { ConnectionsChange, operations as connections, describeClient } from "./connections";
import { GroupMembers, operations as groups } from "./groups";
import { MetricFrame, MetricSeriesChange, operations as metrics } from "./metrics";
import { InboxPage, Notification, NotificationsMarked, operations as notifications } from "./notifications";
import { Order, OrderPage, operations as orders } from "./orders";
import { PresenceChange, Subscribe, SubscribeReply, streams, Unsubscribe } from "./streams";

const streamPermission = (input: { stream: keyof typeof streams }) => streams[input.stream].permission;

/** The hub of this product, both directions. */
export const opsHub = defineContract({
  path: "/hubs/ops",
  server: {
    subscribe: operation({ input: Subscribe, output: SubscribeReply, permission: streamPermission }),
    unsubscribe: operation({ input: Unsubscribe, output: z.strictObject({}), permission: "self" }),
    joinGroup: groups.joinGroup,
    leaveGroup: groups.leaveGroup,
    setOrderStatus: orders.setOrderStatus,
    markNotifications: notifications.markNotifications,
    broadcast: notifications.broadcast,
    streamMetricHistory: metrics.streamMetricHistory,
    diagnoseConnection: connections.diagnoseConnection,
    closeConnection: connections.closeConnection,
    refreshToken: operation({
      input: z.strictObject({ token: z.string().max(4096) }),
      output: z.strictObject({ expiresAt: z.string() }),
      permission: "self",
    }),
  },
  client: {
    streamEvent: event(StreamEvent, { delivery: "durable" }),
    heads: event(Heads, { delivery: "state" }),
    metricFrame: event(MetricFrame, { delivery: "latest" }),
    metricSeries: event(MetricSeriesChange, { delivery: "state" }),
    groupMembers: event(GroupMembers, { delivery: "state" }),
    presence: event(PresenceChange, { delivery: "state" }),
    connections: event(ConnectionsChange, { delivery: "state" }),
    notificationsMarked: event(NotificationsMarked, { delivery: "state" }),
    notice: event(Notice, { delivery: "state" }),
    describeClient,
  },
  streams: {
    orders: { data: Order, snapshot: OrderPage },
    notifications: { data: Notification, snapshot: InboxPage },
    audit: { data: AuditEntry, snapshot: AuditPage },
  },
});
export type OpsHub = typeof opsHub;
