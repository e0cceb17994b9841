import { setTimeout as wait } from "node:timers/promises";
import type { EventEntry } from "../oracle/entries";
import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
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
        await world.server.kill("SIGKILL");
        await world.server.boot();
        const readyMs = performance.now();
        const first = await writer.next(catchUpWithinMs);
        await world.fleet.allShow("orders", first, catchUpWithinMs);
        const caughtUpMs = world.fleet.recorders("orders").map((recorder) => {
          const isFirst = (entry: unknown): entry is EventEntry =>
            (entry as EventEntry).id === first.id && (entry as EventEntry).version === first.version;
          // A snapshot that covers it is as good.
          const at = recorder.entries.find(isFirst) ?? recorder.entries.findLast(({ kind }) => kind === "snapshot");
          if (at === undefined) throw new BrokenPromise(`${recorder.client} has no log`);
          return Math.max(0, at.atMs - readyMs);
        });
        return { ...(await world.judge()), readyMs: readyMs - killedMs, caughtUpMs };
      },
    };
  },
};
