import type { ErrorCode, HandshakeRefusal } from "@/lib/hub-protocol";
import type { WireCounters } from "./wire";

/** Counters since the start, except `connections`, `slowConnections`, `queueBytes` and `callsInFlight`, which are of now. */
export interface HubStats extends WireCounters {
  connections: number;
  slowConnections: number;
  /** Bytes for all connections of the server that have not left the process. */
  queueBytes: number;
  callsInFlight: number;
  calls: number;
  /** Calls to methods that do not exist. */
  unknownMethods: number;
  /** Calls that failed, by code. */
  errors: Partial<Record<ErrorCode, number>>;
  /** Handshakes that were refused, by code. */
  refused: Partial<Record<HandshakeRefusal["code"], number>>;
  /** Connections closed by this side for reading too slowly. */
  slowConsumersCut: number;
}

export type HubCounters = Omit<HubStats, keyof WireCounters | "connections" | "slowConnections" | "queueBytes">;

export const createCounters = (): HubCounters => ({
  callsInFlight: 0,
  calls: 0,
  unknownMethods: 0,
  errors: {},
  refused: {},
  slowConsumersCut: 0,
});

export function countUp<K extends string>(counts: Partial<Record<K, number>>, key: K): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
