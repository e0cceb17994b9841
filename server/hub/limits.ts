/** Bounds of one hub. Times in ms, sizes in bytes. */
export interface HubLimits {
  connectionsPerUser: number;
  connectionsPerAddress: number;
  groupsPerConnection: number;
  /** Token bucket of each connection: calls a second in the long run, and at once. */
  callsPerSecond: number;
  callBurst: number;
  maxParallelInvocationsPerClient: number;
  /** Calls of one client that wait for their turn; more are refused. */
  maxQueuedInvocations: number;
  /** Streams of one client, in either direction, at once; as many more wait. */
  maxParallelStreamsPerClient: number;
  /** Above this much waiting a connection is slow: of latest-wins events it gets the newest only, once it has drained. */
  slowAboveBytes: number;
  /** Above this much waiting, or slow for `slowForMs`, it is disconnected. */
  cutAboveBytes: number;
  slowForMs: number;
  /** How often slow connections are looked at. */
  slowCheckIntervalMs: number;
  /** How long a close waits for the last words to leave before the transport is cut. */
  closeGraceMs: number;
  expiryWarningMs: number;
  /** Presence changes are gathered this long, so that a herd of reconnects is one message. */
  presenceIntervalMs: number;
}

export const defaultLimits: HubLimits = {
  connectionsPerUser: 20,
  connectionsPerAddress: 200,
  groupsPerConnection: 20,
  callsPerSecond: 20,
  callBurst: 40,
  maxParallelInvocationsPerClient: 1,
  maxQueuedInvocations: 40,
  maxParallelStreamsPerClient: 10,
  slowAboveBytes: 256 * 1024,
  cutAboveBytes: 1024 * 1024,
  slowForMs: 10_000,
  slowCheckIntervalMs: 100,
  closeGraceMs: 2_000,
  expiryWarningMs: 60_000,
  presenceIntervalMs: 250,
};
