import { setTimeout as wait } from "node:timers/promises";
import { Cluster } from "@/e2e/fixtures/cluster";
import { startWire, type Wire } from "@/server/hub-tests/wire-fixture";
import type { Figures, Row, Stage } from "../row";
import { caughtUpMs } from "../world/caught-up";
import { addressesOf, allHear } from "../world/cluster-health";
import { PageWatch } from "../world/page-watch";
import { openLimits, World } from "../world/world";

const withinMs = 30_000;
const barMs = 6_000;
const faults = ["killed", "emptied", "cut"] as const;

export const redis: Row = {
  name: "redis",
  fault:
    "of three processes under 100 events/s, in turn: Redis `kill -9`, back after 2 s; the same, and back with nothing in it; one process cut from Redis for 3 s",
  holds: "0 lost, caught up ≤ 6 s after its return, pages stay up",
  // 30 of each.
  rounds: 90,
  shortRounds: 3,
  roundsPerStage: 90,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "resyncs", label: "resyncs", as: "sum", atMost: 0 },
    { figure: "killedMs", label: "caught up after a kill", as: "p95", unit: "ms" },
    { figure: "killedMs", label: "caught up after a kill", as: "max", unit: "ms", atMost: barMs },
    { figure: "emptiedMs", label: "after it was emptied", as: "p95", unit: "ms" },
    { figure: "emptiedMs", label: "after it was emptied", as: "max", unit: "ms", atMost: barMs },
    { figure: "cutMs", label: "after a cut", as: "p95", unit: "ms" },
    { figure: "cutMs", label: "after a cut", as: "max", unit: "ms", atMost: barMs },
    { figure: "heardMs", label: "every process hears the others again", as: "max", unit: "ms", atMost: barMs },
    { figure: "awayMs", label: "written meanwhile, shown everywhere", as: "max", unit: "ms" },
    { figure: "pages", label: "pages opened", as: "sum", atLeast: 10 },
  ],
  async open({ isShort, program, random }): Promise<Stage> {
    let way: Wire | undefined;
    const cluster = await Cluster.start({
      roles: ["", "", ""],
      env: openLimits,
      isRedisKept: true,
      // The last one's way to Redis can be cut.
      async redisUrlFor(place, { port, url }) {
        if (place < 2) return url;
        way = await startWire(port);
        return `redis://127.0.0.1:${way.port}`;
      },
      ...(program && { program }),
    });
    const world = await World.around(cluster, async ({ servers }) => addressesOf(servers), {
      clients: isShort ? 12 : 30,
    });
    let round = 0;
    return {
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        await way?.[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        const fault = faults[round % faults.length] ?? "killed";
        round += 1;
        const pages = new PageWatch(world.urls);
        try {
          const writer = world.write(100);
          await writer.next(withinMs);
          await wait(300 + random() * 700);
          const took = fault === "cut" ? cutFor(way, 3_000) : away(cluster, fault, 2_000);
          await wait(1_000);
          const meanwhile = await writer.next(withinMs);
          const awayMs = await caughtUpMs(world.fleet, meanwhile, performance.now());
          const backMs = await took;
          const [late] = await Promise.all([
            writer.next(withinMs).then((order) => caughtUpMs(world.fleet, order, backMs)),
            allHear(world.urls),
          ]);
          const heardMs = performance.now() - backMs;
          const judged = await world.judge();
          const opened = await pages.stop();
          const figures = { killedMs: [], emptiedMs: [], cutMs: [], [`${fault}Ms`]: late };
          return { ...judged, ...figures, heardMs, awayMs, pages: opened };
        } finally {
          await pages.end();
        }
      },
    };
  },
};

/** Resolves with the moment of its return. */
async function away({ redis: server }: Cluster, fault: "killed" | "emptied", forMs: number): Promise<number> {
  await server.crash();
  await wait(forMs);
  if (fault === "emptied") server.forget();
  await server.boot();
  return performance.now();
}

async function cutFor(way: Wire | undefined, forMs: number): Promise<number> {
  way?.cut();
  await wait(forMs);
  way?.mend();
  return performance.now();
}
