import { setTimeout as wait } from "node:timers/promises";
import { Cluster } from "@/e2e/fixtures/cluster";
import type { ServerProcess } from "@/e2e/fixtures/server-process";
import { BrokenPromise, type Figures, type Row, type Stage } from "../row";
import { HeadLog } from "../world/head-log";
import { openLimits, World } from "../world/world";

const withinMs = 30_000;

/** Of seven rounds two freeze the leader, and the others kill it. */
const isFrozenIn = (round: number): boolean => round % 7 === 1 || round % 7 === 4;

export const leader: Row = {
  name: "leader",
  fault:
    "of two processes that only work, the one that leads is killed with `kill -9`, or frozen with SIGSTOP and let go after another has taken over, under 100 events/s",
  holds: "0 lost; takeover ≤ 1 s after a kill, ≤ 7 s after a freeze; 0 writes under a stale term",
  // 50 killed and 20 frozen.
  rounds: 70,
  shortRounds: 2,
  roundsPerStage: 70,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "retries", label: "commands sent again", as: "sum" },
    { figure: "resyncs", label: "resyncs", as: "sum", atMost: 0 },
    { figure: "killedMs", label: "first event after a kill", as: "p50", unit: "ms" },
    { figure: "killedMs", label: "first event after a kill", as: "max", unit: "ms", atMost: 1_000 },
    { figure: "frozenMs", label: "first event after a freeze", as: "p50", unit: "ms" },
    { figure: "frozenMs", label: "first event after a freeze", as: "max", unit: "ms", atMost: 7_000 },
    { figure: "staleWrites", label: "writes under a stale term", as: "sum", atMost: 0 },
  ],
  async open({ isShort, program, random }): Promise<Stage> {
    const cluster = await Cluster.start({
      roles: ["worker", "worker", "web,hub"],
      env: openLimits,
      ...(program && { program }),
    });
    const world = await World.around(cluster, async ({ servers }) => [addressOf(servers[2])], {
      clients: isShort ? 10 : 30,
    });
    const heads = await HeadLog.open(cluster.postgres.url).catch(async (error: unknown) => {
      await world[Symbol.asyncDispose]();
      throw error;
    });
    let round = 0;
    return {
      async [Symbol.asyncDispose]() {
        await heads[Symbol.asyncDispose]();
        await world[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        round += 1;
        const writer = world.write(100);
        await writer.next(withinMs);
        await wait(500 + random() * 1_000);
        const before = await heads.last();
        const leading = await leaderOf(cluster, heads);
        const figures = isFrozenIn(round) ? await freeze(leading, heads, before) : await kill(leading, heads, before);
        await writer.next(withinMs);
        const judged = await world.judge();
        return { ...judged, killedMs: [], frozenMs: [], ...figures, staleWrites: await heads.staleWrites(before) };
      },
    };
  },
};

async function kill(leading: ServerProcess, heads: HeadLog, before: number): Promise<Figures> {
  const killedMs = Date.now();
  await leading.kill("SIGKILL");
  const { atMs } = await heads.takenOver(before, withinMs);
  await leading.boot();
  return { killedMs: [atMs - killedMs] };
}

async function freeze(leading: ServerProcess, heads: HeadLog, before: number): Promise<Figures> {
  const frozenMs = Date.now();
  process.kill(leading.pid, "SIGSTOP");
  const printed = leading.output.length;
  const { atMs } = await heads.takenOver(before, withinMs).finally(() => process.kill(leading.pid, "SIGCONT"));
  // Awake, it finds out that it has been replaced, while another writes.
  const saysSo = (output: string) => output.indexOf("does not lead any more", printed) >= 0;
  await leading.printed(saysSo, withinMs).catch(async (error: unknown) => {
    const stale = await heads.staleWrites(before);
    throw stale > 0 ? new BrokenPromise(`${stale} writes under a stale term`) : error;
  });
  return { frozenMs: [atMs - frozenMs] };
}

async function leaderOf({ servers }: Cluster, heads: HeadLog): Promise<ServerProcess> {
  const nodeId = await heads.leader();
  const leading = servers.find(({ output }) => nodeId !== "" && output.includes(`"nodeId":"${nodeId}"`));
  if (leading === undefined) throw new BrokenPromise("nobody leads");
  return leading;
}

function addressOf(server: ServerProcess | undefined): string {
  if (server === undefined) throw new Error("there are three processes");
  return server.url;
}
