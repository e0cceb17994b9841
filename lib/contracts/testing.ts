/** Contents of the contracts, for tests of both ends. */
import type { LiveConnection } from "./connections";

export const liveConnection = (id: string, change: Partial<LiveConnection> = {}): LiveConnection => ({
  id,
  kind: "user",
  userId: id,
  name: id,
  role: "viewer",
  address: "192.0.2.1",
  client: "Firefox · Linux",
  transport: "websocket",
  encoding: "json",
  connectedAt: "2026-11-21T12:00:00.000Z",
  latencyMs: null,
  streams: [],
  queuedBytes: 0,
  ...change,
});
