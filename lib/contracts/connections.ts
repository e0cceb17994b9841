import { z } from "zod";
import { clientResult, operation } from "@/lib/hub-protocol";
import { Role } from "./role";

/** One live connection to the hub, of a person or of an API key (`userId` is the key's id then). `latencyMs`: its last heartbeat there and back, null before the first. */
export const LiveConnection = z.strictObject({
  id: z.string(),
  kind: z.enum(["user", "key"]),
  userId: z.string(),
  name: z.string(),
  /** Of a key it says nothing. */
  role: Role,
  address: z.string(),
  /** What it runs in, in short: "Firefox · Windows", "curl", "Unknown client". */
  client: z.string(),
  /** The hub's own two, then the gateways': Server-Sent Events and the raw WebSocket. */
  transport: z.enum(["websocket", "polling", "sse", "ws"]),
  encoding: z.enum(["json", "msgpack"]),
  connectedAt: z.string(),
  latencyMs: z.number().nullable(),
  /** Streams it is subscribed to and groups it has joined: "orders", "metrics:overview", "order:ID". */
  streams: z.array(z.string()),
  /** Written for it and not yet taken by the network. */
  queuedBytes: z.int(),
});
export type LiveConnection = z.infer<typeof LiveConnection>;

/** More than these are counted, not listed. */
export const mostListedConnections = 500;

/** Longest-lived first; `total` counts those beyond `mostListedConnections` too. `isPartial`: a node did not answer, so that its connections are missing. */
export const ConnectionList = z.strictObject({
  connections: z.array(LiveConnection),
  total: z.int(),
  isPartial: z.boolean(),
});
export type ConnectionList = z.infer<typeof ConnectionList>;

/** `closed` are ids. Applying a change twice is the same as once. */
export const ConnectionsChange = z.strictObject({
  opened: z.array(LiveConnection),
  closed: z.array(z.string()),
  changed: z.array(LiveConnection),
  total: z.int(),
  isPartial: z.boolean(),
});
export type ConnectionsChange = z.infer<typeof ConnectionsChange>;

const pixels = z.int().min(0).max(100_000);

/** What a page says of itself. `rttMs`: a call there and back as the page measured it, null while it has not. */
export const ClientDescription = z.strictObject({
  visible: z.boolean(),
  /** CSS pixels. */
  viewport: z.strictObject({ width: pixels, height: pixels }),
  build: z.string().max(64),
  rttMs: z.number().min(0).max(3_600_000).nullable(),
});
export type ClientDescription = z.infer<typeof ClientDescription>;

/** Asked of one client: every page answers. */
export const describeClient = clientResult({ input: z.strictObject({}), output: ClientDescription });

/** `answeredInMs`: from asking the client until its answer was here. `build` is the page's, `serverBuild` the server's. */
export const Diagnosis = ClientDescription.extend({
  connectionId: z.string(),
  answeredInMs: z.number(),
  serverBuild: z.string(),
  transport: LiveConnection.shape.transport,
  encoding: LiveConnection.shape.encoding,
  latencyMs: LiveConnection.shape.latencyMs,
  queuedBytes: LiveConnection.shape.queuedBytes,
});
export type Diagnosis = z.infer<typeof Diagnosis>;

const OneConnection = z.strictObject({ connectionId: z.string().min(1).max(64) });

export const operations = {
  listConnections: operation({ input: z.strictObject({}), output: ConnectionList, permission: "connections.read" }),
  diagnoseConnection: operation({ input: OneConnection, output: Diagnosis, permission: "connections.manage" }),
  closeConnection: operation({ input: OneConnection, output: z.strictObject({}), permission: "connections.manage" }),
};
