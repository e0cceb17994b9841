import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Row, Stage } from "../row";
import { strike } from "../world/armed-fault";
import { buildBrokenServer } from "../world/broken-server";
import { faultyRelay } from "../world/faulty-relay";
import { World } from "../world/world";

const withinMs = 30_000;

export const relayCrash: Row = {
  name: "relay-crash",
  fault: "the process dies between the relay's commit and its emit, under 200 events/s",
  holds: "0 lost, no resync",
  rounds: 50,
  shortRounds: 1,
  roundsPerStage: 10,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "retries", label: "commands sent again", as: "sum" },
    { figure: "resyncs", label: "resyncs", as: "sum", atMost: 0 },
    { figure: "backMs", label: "from ready until all had what came next", as: "p95", unit: "ms" },
  ],
  async open({ isShort, mutations }): Promise<Stage> {
    const { mutation, banner } = faultyRelay(["crash"]);
    const broken = await buildBrokenServer([mutation, ...mutations], banner);
    const world = await World.open({ program: broken.program, clients: isShort ? 10 : 30 });
    return {
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        await broken[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        const writer = world.write(200);
        await writer.next(withinMs);
        await wait(500);
        await strike(world);
        await world.system.gone();
        await world.system.boot();
        const readyMs = performance.now();
        await world.fleet.allShow("orders", await writer.next(withinMs), withinMs);
        const backMs = performance.now() - readyMs;
        return { ...(await world.judge()), backMs };
      },
    };
  },
};
