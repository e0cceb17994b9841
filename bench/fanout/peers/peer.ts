import type { Server as HttpServer } from "node:http";
import type { MetricFrame } from "@/lib/contracts/metrics";
import type { Backplane } from "@/server/hub";
import type { Large, ObjectFrame, Update } from "../frames";
import type { Load, Place } from "../messages";

/** One way to fan out, on an HTTP server of its own. Each sends in the way its manual shows. */
export interface Peer {
  connections(): number;
  /** To everybody in the group. */
  update(update: Update): void;
  /** To the one that asked for it. */
  large(large: Large, delivery: Load["largeDelivery"]): void;
  /** To everybody in the group, in a message that says what it is; returns what the frame alone takes in this encoding. */
  metrics(frame: MetricFrame | ObjectFrame): number;
  /** Null where there are no streams. */
  appendNews: ((count: number) => Place) | null;
}

export interface PeerOptions {
  /** Whoever connects is put into the group. Clients of the hub ask for that themselves. */
  isGrouped: boolean;
  /** Of the hub; the other peers are alone. */
  backplane: Backplane | null;
}

export type CreatePeer = (httpServer: HttpServer, options: PeerOptions) => Peer;
