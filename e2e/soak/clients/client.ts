import type { DemoRole } from "@/e2e/fixtures/api";
import type { SoakStream } from "../world/rest";
import type { Tokens } from "../world/tokens";
import type { ReadRest } from "./recorder";
import { Recorder } from "./recorder";

export const wires = ["websocket", "messagepack", "polling", "sse", "ws"] as const;
export type Wire = (typeof wires)[number];

export interface ClientOptions {
  url: string;
  name: string;
  role: DemoRole;
  tokens: Tokens;
  readRest: ReadRest;
}

export type Recorders = Record<SoakStream, Recorder>;

/** A client of the durable streams that comes back by itself, over one of the wires. */
export interface SoakClient {
  readonly name: string;
  readonly wire: Wire;
  readonly role: DemoRole;
  readonly recorders: Recorders;
  /** What it was told before an end, and the codes of ends, newest last. */
  readonly ends: readonly string[];
  stop(): void;
}

export const recordersFor = ({ name, readRest }: ClientOptions): Recorders => ({
  orders: new Recorder(name, "orders", readRest),
  notifications: new Recorder(name, "notifications", readRest),
});

export const streamNames = ["orders", "notifications"] as const;
