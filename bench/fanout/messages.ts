/** Who is compared. The same names stand in the table, in the results file and in what the processes tell each other. */
export const peerNames = ["raw ws", "Socket.IO", "Socket.IO msgpack", "hub JSON", "hub msgpack"] as const;
export type PeerName = (typeof peerNames)[number];

export const isHub = (peer: PeerName): boolean => peer === "hub JSON" || peer === "hub msgpack";

/** What a client of the hub asks for before it counts as live; the other peers know no calls. */
export type ClientCall = "subscribe" | "joinUpdates";

/** A place in the hub's durable stream. */
export interface Place {
  epoch: string;
  offset: number;
}

/** What the server sends in one run. */
export interface Load {
  /** Receivers of each update: by this the progress of a saturated run is counted. */
  receivers: number;
  updatesPerTick: number;
  /** null: as fast as the receivers take it. */
  intervalMs: number | null;
  durationMs: number;
  /** Sent each tick to the one reader that may stall, beside what everybody gets. */
  largeBytesPerTick: number;
  /** What the hub may do with those when they are not read; the other peers know no difference. */
  largeDelivery: "latest" | "state";
}

/**
 * Of one process. `cpuUs` is user and system time since its start, memory in bytes; `heldBytes` is heap and buffers without garbage,
 * `youngBytes` what V8 keeps resident to put new objects into.
 */
export interface Usage {
  cpuUs: number;
  residentBytes: number;
  heldBytes: number;
  youngBytes: number;
}

/** Since the last `reset`. Latencies from the call that sends to the frame read, ms. `lastAtUs` on the machine's monotonic clock. */
export interface Received {
  updates: number;
  frames: number;
  bytes: number;
  p50Ms: number;
  p99Ms: number;
  lastAtUs: number;
  cpuUs: number;
}

/** What one process asks of another, by name. */
export type CallsOf<C> = Record<keyof C, { input: unknown; output: unknown }>;

export interface ListenInput {
  peer: PeerName;
  isGrouped: boolean;
  /** The hub's nodes know of each other over it; without, each is alone. */
  redisUrl?: string;
}

/** What the measuring process asks of the server process. */
export interface ServerCalls {
  listen: { input: ListenInput; output: { port: number; progressPort: number } };
  /** Resolves when the hub hears exactly so many others. */
  waitForNodes: { input: { others: number }; output: null };
  /** Resolves when exactly so many are connected. */
  waitForConnections: { input: { count: number }; output: null };
  /** `updates` were sent to each receiver; others may be under way still. */
  send: { input: Load; output: { updates: number; startedAtUs: number } };
  usage: { input: { collectGarbage: boolean }; output: Usage };
  /** Adds events to the durable stream and tells who is subscribed. Returns the newest place. */
  appendNews: { input: { count: number }; output: Place };
  /** One metrics frame to everybody, in either shape; `payloadBytes` is what the shape takes in the peer's encoding, without its envelope. */
  sendMetrics: { input: { shape: "objects" | "columns"; areRounded: boolean }; output: { payloadBytes: number } };
}

export interface OpenInput {
  peer: PeerName;
  port: number;
  progressPort: number;
  count: number;
  /** Handshakes under way at the same time. */
  atOnce: number;
  calls: ClientCall[];
  /** Subscribes from there; every connection must then be told exactly `missed` events. */
  resume: { place: Place; missed: number } | null;
  /** The last one gets what is sent beside the updates; it reads, or stops reading once it is live. */
  large: "nobody" | "reads" | "stalls";
}

/** What the measuring process asks of the load generator. */
export interface LoadCalls {
  /** Opens connections beside those that are there; resolves when the last one is live. Time and CPU from the first connect on. */
  open: { input: OpenInput; output: { elapsedMs: number; cpuUs: number } };
  reset: { input: null; output: null };
  /** Resolves once so much has come. Rejects when a connection ends by itself. */
  received: { input: { updates: number; frames: number }; output: Received };
  /** Ends all connections without a word. */
  cut: { input: null; output: null };
}
