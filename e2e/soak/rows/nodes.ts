import { setTimeout as wait } from "node:timers/promises";
import { Cluster } from "@/e2e/fixtures/cluster";
import { NginxProxy } from "@/e2e/fixtures/nginx-proxy";
import type { ServerProcess } from "@/e2e/fixtures/server-process";
import { freePort } from "@/server/scripts/free-port";
import { BrokenPromise, type Figures, type Row, type Stage } from "../row";
import { caughtUpMs } from "../world/caught-up";
import { addressesOf, allHear } from "../world/cluster-health";
import { ConnectionWatcher } from "../world/connection-list";
import { PageWatch } from "../world/page-watch";
import { openLimits, World } from "../world/world";

const withinMs = 30_000;

export const nodes: Row = {
  name: "nodes",
  fault:
    "of three processes behind nginx under 100 events/s, in turn: each is ended by SIGTERM and started again, one after the other; one is killed with `kill -9`",
  holds:
    "0 lost, no resync, presence right ≤ 10 s after a kill, exit ≤ 10 s, pages stay up (one that a kill cuts in the middle comes when it is asked for again)",
  // 20 of each.
  rounds: 40,
  shortRounds: 1,
  roundsPerStage: 40,
  roundTimeoutMs: 180_000,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "retries", label: "commands sent again", as: "sum" },
    { figure: "resyncs", label: "resyncs", as: "sum", atMost: 0 },
    { figure: "exitMs", label: "exit", as: "p95", unit: "ms" },
    { figure: "exitMs", label: "exit", as: "max", unit: "ms", atMost: 10_000 },
    { figure: "caughtUpMs", label: "caught up after the last end", as: "p95", unit: "ms", atMost: 5_000 },
    { figure: "presenceMs", label: "presence right after a kill", as: "p50", unit: "ms" },
    { figure: "presenceMs", label: "presence right after a kill", as: "max", unit: "ms", atMost: 10_000 },
    { figure: "pages", label: "pages opened", as: "sum", atLeast: 10 },
    { figure: "brokenOff", label: "pages that a kill cut in the middle", as: "sum" },
  ],
  async open({ isShort, program, random }): Promise<Stage> {
    const [https, http] = [await freePort(), await freePort()];
    const url = `http://localhost:${https}`;
    const env = {
      ...openLimits,
      PUBLIC_URL: url,
      TRUST_PROXY: "1",
      METRICS_TOKEN: "what-the-suite-reads-the-metrics-with",
    };
    const cluster = await Cluster.start({ roles: ["", "", ""], env, ...(program && { program }) });
    let nginx: NginxProxy | undefined;
    const world = await World.around(
      cluster,
      async ({ servers }) => {
        const target = servers.map((server) => Number(new URL(server.url).port));
        nginx = await NginxProxy.start({ https, http, target, isPlain: true });
        return [url];
      },
      { clients: isShort ? 12 : 30 },
    );
    // At each process itself: one that comes through nginx may be on its way while something is looked for.
    const watchers = cluster.servers.map((server) => new ConnectionWatcher(server.url, world.tokens));
    let round = 0;
    return {
      async [Symbol.asyncDispose]() {
        for (const watcher of watchers) watcher[Symbol.dispose]();
        await world[Symbol.asyncDispose]();
        await nginx?.[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        round += 1;
        const pages = new PageWatch([url]);
        try {
          const writer = world.write(100);
          await writer.next(withinMs);
          await wait(random() * 1_000);
          const isKilled = round % 2 === 0;
          const figures = isKilled ? await kill(world, watchers, writer.connections) : await roll(cluster.servers);
          const endMs = performance.now();
          const late = await caughtUpMs(world.fleet, await writer.next(withinMs), endMs);
          const judged = await world.judge();
          const opened = await pages.stop({ isKilled });
          const { brokenOff } = pages;
          return { ...judged, exitMs: [], presenceMs: [], ...figures, caughtUpMs: late, pages: opened, brokenOff };
        } finally {
          await pages.end();
        }
      },
    };
  },
};

/** Each in turn, and none before the others hear the one before. */
async function roll(servers: readonly ServerProcess[]): Promise<Figures> {
  const exitMs: number[] = [];
  for (const server of servers) {
    const termMs = performance.now();
    const code = await server.kill("SIGTERM");
    if (code !== 0) throw new BrokenPromise(`a process ended with ${code}`);
    exitMs.push(performance.now() - termMs);
    await server.boot();
    await allHear(addressesOf(servers));
  }
  return { exitMs };
}

async function kill(world: World<Cluster>, watchers: readonly ConnectionWatcher[], writing: number): Promise<Figures> {
  const { servers } = world.system;
  const counts = await Promise.all(servers.map((each) => each.hubConnections()));
  // Somebody must be there who can go with it: one that has just been started may have nobody yet.
  const place = counts.indexOf(Math.max(...counts));
  const server = servers[place];
  if (server === undefined) throw new Error("there is no process");
  const killedMs = performance.now();
  await server.kill("SIGKILL");
  // The watcher of the one that was killed cannot come back, everybody else can. An event stream answers no pings, so it is not shown as present.
  const { clients } = world.fleet;
  const open = clients.length + writing + watchers.length - 1;
  const present = open - clients.filter(({ wire }) => wire === "sse").length;
  // A connection by polling that nginx has led to another process is there twice, until the one before is found silent.
  const pollers = clients.filter(({ wire }) => wire === "polling").length;
  const isBetween = (count: number, least: number) => count >= least && count <= least + pollers;
  const others = servers.filter((each) => each !== server);
  const seeing = watchers.filter((_watcher, i) => i !== place);
  const isRight = async () => {
    const back = await Promise.all(others.map((each) => each.hubConnections()));
    return (
      isBetween(sum(back), open) && seeing.every(({ presentConnections }) => isBetween(presentConnections, present))
    );
  };
  while (!(await isRight())) {
    if (performance.now() - killedMs > withinMs) {
      const seen = seeing.map(({ presentConnections }) => presentConnections).join(" and ");
      throw new BrokenPromise(`present connections: ${seen} and not ${present} after a kill`);
    }
    await wait(50);
  }
  const presenceMs = performance.now() - killedMs;
  await server.boot();
  await allHear(addressesOf(servers));
  return { presenceMs: [presenceMs] };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
