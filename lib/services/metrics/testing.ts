/** What tests of metrics need: a store with a clock of its own, and somebody who calls the verbs. */
import { type Role, rolePermissions } from "@/lib/contracts/permissions";
import type { Database } from "@/lib/db/open";
import type { Services, VerbContext } from "../context";
import { createMetricStore, type MetricStore } from "./metric-store";
import type { IncomingSample } from "./series-registry";

export interface MetricsWorld {
  database: Database;
  store: MetricStore;
  /** As a process that starts now would find it: nothing that was only in memory is left. */
  restart(): Promise<void>;
  context(role?: Role): VerbContext;
  nowMs: number;
}

export async function metricsWorld(database: Database, nowMs: number): Promise<MetricsWorld> {
  const start = () =>
    createMetricStore({ database: world.database, hostName: "this-host", now: () => new Date(world.nowMs) });
  const world: MetricsWorld = {
    database,
    nowMs,
    store: null as unknown as MetricStore,
    async restart() {
      world.store = await start();
    },
    context: (role = "operator") => ({
      // The verbs of metrics reach for these alone.
      services: { database: world.database, metrics: world.store, now: () => new Date(world.nowMs) } as Services,
      principal: { kind: "user", id: "u1", name: "Olga", role, permissions: rolePermissions[role] },
      via: "rest",
    }),
  };
  await world.restart();
  return world;
}

export const sample = (
  name: string,
  value: number,
  atMs: number,
  change: Partial<IncomingSample> = {},
): IncomingSample => ({
  source: "web-1",
  kind: "external",
  name,
  value,
  atMs,
  labels: {},
  ...change,
});

/** Numbers from 0 to 1 in an order that a seed decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
