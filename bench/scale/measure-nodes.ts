import type { Team } from "../fanout/pair";
import type { Results } from "../fanout/results";
import type { RedisMeter } from "./redis-usage";

export const columns = ["1 process", "1 with Redis", "2 processes", "3 processes"] as const;
export type Column = (typeof columns)[number];
export const nodesOf: Record<Column, number> = {
  "1 process": 1,
  "1 with Redis": 1,
  "2 processes": 2,
  "3 processes": 3,
};

export interface ScalePlan {
  rounds: number;
  /** Over all processes. */
  connections: number;
  warmUpMs: number;
  durationMs: number;
}

const tickMs = 100;
const modes = [
  { name: "1 update a tick, 10 Hz", updatesPerTick: 1, intervalMs: tickMs },
  { name: "8 updates a tick, 10 Hz", updatesPerTick: 8, intervalMs: tickMs },
  { name: "8 updates a tick, saturated", updatesPerTick: 8, intervalMs: null },
] as const;

interface Site {
  team: Team;
  /** Null without Redis. */
  meter: RedisMeter | null;
  redisUrl: string | null;
}

/** Processes that know each other, and so many connections at each of them. */
async function openNodes({ team, redisUrl }: Site, counts: readonly number[]): Promise<void> {
  const { servers, load } = team;
  const places = [];
  for (const server of servers)
    places.push(await server("listen", { peer: "hub JSON", isGrouped: true, ...(redisUrl !== null && { redisUrl }) }));
  if (redisUrl !== null) for (const server of servers) await server("waitForNodes", { others: servers.length - 1 });
  const progressPort = places[0]?.progressPort ?? 0;
  for (const [i, { port }] of places.entries()) {
    const count = counts[i] ?? 0;
    if (count === 0) continue;
    const common = { atOnce: 500, resume: null, large: "nobody" } as const;
    await load("open", { peer: "hub JSON", port, progressPort, count, calls: ["joinUpdates"], ...common });
  }
}

const spreadOver = (connections: number, nodes: number): number[] =>
  Array.from({ length: nodes }, (_, i) => Math.floor(connections / nodes) + (i < connections % nodes ? 1 : 0));

/** The same updates of one process to everybody, wherever they are. */
export async function measureNodes(
  site: Site,
  results: Results<Column>,
  column: Column,
  plan: ScalePlan,
): Promise<void> {
  const { connections } = plan;
  await openNodes(site, spreadOver(connections, site.team.servers.length));
  for (const mode of modes) {
    const sendFor = (durationMs: number, intervalMs: number | null) =>
      sendTo(site, { connections, updatesPerTick: mode.updatesPerTick, durationMs, intervalMs });
    await sendFor(plan.warmUpMs, null);
    await sendFor(5 * tickMs, mode.intervalMs);
    const { sent, received, cpuUs, redis } = await sendFor(plan.durationMs, mode.intervalMs);
    const deliveries = sent.updates * connections;
    results.add(`CPU of all processes per delivery, ${mode.name}`, "µs", column, sum(cpuUs) / deliveries);
    if (mode.intervalMs === null) {
      const elapsedUs = received.lastAtUs - sent.startedAtUs;
      results.add(`deliveries/s, ${mode.name}`, "/s", column, (deliveries / elapsedUs) * 1e6);
    } else {
      results.add(`p50, ${mode.name}`, "ms", column, received.p50Ms);
      results.add(`p99, ${mode.name}`, "ms", column, received.p99Ms);
      if (redis !== null) results.add(`Redis' CPU per update, ${mode.name}`, "µs", column, redis.cpuUs / sent.updates);
    }
  }
}

/** What one message costs between two processes: nobody is at the one that sends, and one at the other. */
export async function measureMessages(site: Site, results: Results<Column>, plan: ScalePlan): Promise<void> {
  await openNodes(site, [0, 1]);
  const pace = { connections: 1, updatesPerTick: 1, intervalMs: 2 };
  await sendTo(site, { ...pace, durationMs: plan.warmUpMs });
  const idle = await usageWhile(site, () => new Promise<void>((resolve) => setTimeout(resolve, plan.durationMs)));
  const { sent, cpuUs, redis, received } = await sendTo(site, { ...pace, durationMs: plan.durationMs });
  const each = (busy: number, quiet: number) => Math.max(0, busy - quiet) / sent.updates;
  const column: Column = "2 processes";
  results.add("a message: CPU of the one that sends", "µs", column, each(cpuUs[0] ?? 0, idle.cpuUs[0] ?? 0));
  results.add(
    "a message: CPU of the one that receives, its one delivery included",
    "µs",
    column,
    each(cpuUs[1] ?? 0, idle.cpuUs[1] ?? 0),
  );
  results.add("a message: until it is there, p50", "ms", column, received.p50Ms);
  results.add("a message: until it is there, p99", "ms", column, received.p99Ms);
  if (redis === null || idle.redis === null) return;
  results.add("a message: Redis' CPU", "µs", column, each(redis.cpuUs, idle.redis.cpuUs));
  results.add("a message: to Redis", "B", column, each(redis.bytesIn, idle.redis.bytesIn));
  results.add("a message: from Redis, to both processes", "B", column, each(redis.bytesOut, idle.redis.bytesOut));
}

interface Sending {
  connections: number;
  updatesPerTick: number;
  durationMs: number;
  intervalMs: number | null;
}

async function sendTo(site: Site, { connections, ...pace }: Sending) {
  const { server: publisher, load } = site.team;
  await load("reset", null);
  const { result, ...usage } = await usageWhile(site, async () => {
    const sent = await publisher("send", {
      ...pace,
      receivers: connections,
      largeBytesPerTick: 0,
      largeDelivery: "state",
    });
    const received = await load("received", { updates: sent.updates * connections, frames: 0 });
    if (received.updates !== sent.updates * connections)
      throw new Error(`${received.updates} updates arrived, not ${sent.updates * connections}.`);
    return { sent, received };
  });
  return { ...result, ...usage };
}

async function usageWhile<T>({ team, meter }: Site, work: () => Promise<T>) {
  const read = async () => ({
    cpuUs: await Promise.all(
      team.servers.map(async (server) => (await server("usage", { collectGarbage: false })).cpuUs),
    ),
    redis: (await meter?.read()) ?? null,
  });
  const before = await read();
  const result = await work();
  const after = await read();
  const redis =
    before.redis === null || after.redis === null
      ? null
      : {
          cpuUs: after.redis.cpuUs - before.redis.cpuUs,
          bytesIn: after.redis.bytesIn - before.redis.bytesIn,
          bytesOut: after.redis.bytesOut - before.redis.bytesOut,
        };
  return { result, cpuUs: after.cpuUs.map((value, i) => value - (before.cpuUs[i] ?? 0)), redis };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
