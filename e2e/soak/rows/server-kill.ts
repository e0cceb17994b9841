import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Row, Stage } from "../row";
import { caughtUpMs } from "../world/caught-up";
import { World } from "../world/world";

const eventsPerSecond = 200;
const catchUpWithinMs = 60_000;

export const serverKill: Row = {
  name: "server-kill",
  fault: "server `kill -9` at a random moment under 200 events/s, 50 clients",
  holds: "0 lost, p95 caught up ≤ 5 s",
  rounds: 100,
  shortRounds: 1,
  roundsPerStage: 10,
  roundTimeoutMs: 300_000,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "retries", label: "commands sent again", as: "sum" },
    { figure: "resyncs", label: "resyncs", as: "sum", atMost: 0 },
    { figure: "readyMs", label: "ready again", as: "p95", unit: "ms" },
    { figure: "caughtUpMs", label: "caught up", as: "p50", unit: "ms" },
    { figure: "caughtUpMs", label: "caught up", as: "p95", unit: "ms", atMost: 5_000 },
  ],
  async open({ isShort, program, random }): Promise<Stage> {
    const world = await World.open({ program, clients: isShort ? 20 : 50 });
    return {
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
      async round(): Promise<Figures> {
        const writer = world.write(eventsPerSecond);
        await writer.next(10_000);
        await wait(300 + random() * 1_200);
        const killedMs = performance.now();
        await world.system.kill("SIGKILL");
        await world.system.boot();
        const readyMs = performance.now();
        const late = await caughtUpMs(world.fleet, await writer.next(catchUpWithinMs), readyMs);
        return { ...(await world.judge()), readyMs: readyMs - killedMs, caughtUpMs: late };
      },
    };
  },
};
