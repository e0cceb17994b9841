import { z } from "zod";
import { ReplayReply, SnapshotReply } from "@/lib/hub-protocol";
import type { AuditEntry } from "./audit";
import { ConnectionList } from "./connections";
import { MetricSet, MetricSubscription } from "./metrics";
import type { Notification } from "./notifications";
import type { Order } from "./orders";
import type { Demand } from "./permissions";
import { Role } from "./role";

/** What each stream demands and how it is kept. The one list: hub, relay, SSE and clients read it. */
export const streams = {
  orders: { kind: "durable", permission: "orders.read" },
  notifications: { kind: "durable", permission: "own" },
  audit: { kind: "durable", permission: "audit.read" },
  metrics: { kind: "latest", permission: "metrics.read" },
  presence: { kind: "state", permission: "own" },
  connections: { kind: "state", permission: "connections.read" },
} as const satisfies Record<string, { kind: "durable" | "latest" | "state"; permission: Demand }>;

export type StreamName = keyof typeof streams;
export const DurableStreamName = z.enum(["orders", "notifications", "audit"]);
export type DurableStreamName = z.infer<typeof DurableStreamName>;

/** The `data` of each durable stream's events, as they are written: with everything in it. */
export interface StreamData {
  orders: Order;
  notifications: Notification;
  audit: AuditEntry;
}

export const PresentUser = z.strictObject({ id: z.string(), name: z.string(), role: Role, connections: z.int() });
export type PresentUser = z.infer<typeof PresentUser>;
export const PresenceChange = z.strictObject({ joined: z.array(PresentUser), left: z.array(PresentUser) });
export type PresenceChange = z.infer<typeof PresenceChange>;

const durable = z.strictObject({
  stream: DurableStreamName,
  epoch: z.string().max(64).optional(),
  offset: z.int().min(0).optional(),
});
const metrics = z.strictObject({ stream: z.literal("metrics"), set: MetricSet });
const presence = z.strictObject({ stream: z.literal("presence") });
const connections = z.strictObject({ stream: z.literal("connections") });

export const Subscribe = z.discriminatedUnion("stream", [durable, metrics, presence, connections]);
export type Subscribe = z.infer<typeof Subscribe>;
export const SubscribeReply = z.union([
  ReplayReply,
  SnapshotReply,
  MetricSubscription,
  z.strictObject({ users: z.array(PresentUser) }),
  ConnectionList,
]);
export type SubscribeReply = z.infer<typeof SubscribeReply>;

export const Unsubscribe = z.discriminatedUnion("stream", [
  z.strictObject({ stream: DurableStreamName }),
  metrics,
  presence,
  connections,
]);
export type Unsubscribe = z.infer<typeof Unsubscribe>;
