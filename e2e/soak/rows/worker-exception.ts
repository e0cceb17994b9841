import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
import { askEmbedded } from "../world/embedded-session";
import { demandLiving } from "../world/living";
import { Prober } from "../world/prober";
import { World } from "../world/world";

/** PGlite cannot read a COPY from its client and throws; a statement that does not end is found by the watch alone. */
const faults = [
  { kind: "thrown", statement: "copy orders from stdin" },
  { kind: "hanging", statement: "select pg_sleep(600)" },
] as const;

const endedWithinMs = 30_000;

export const workerException: Row = {
  name: "worker-exception",
  fault: "an exception inside the embedded database's worker, and every other round a statement that hangs it",
  holds: "writes answer 503, reads come back ≤ 5 s (after a hang ≤ 10 s), 0 acknowledged lost",
  rounds: 10,
  shortRounds: 2,
  roundsPerStage: 10,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 5 },
    { figure: "writesRefused", label: "writes answered 503", as: "sum", atLeast: 1 },
    { figure: "thrownMs", label: "reads back after an exception", as: "p50", unit: "ms" },
    { figure: "thrownMs", label: "reads back after an exception", as: "max", unit: "ms", atMost: 5_000 },
    { figure: "hangingMs", label: "reads back after a hang", as: "p50", unit: "ms" },
    { figure: "hangingMs", label: "reads back after a hang", as: "max", unit: "ms", atMost: 10_000 },
  ],
  async open({ program, random }): Promise<Stage> {
    const world = await World.open({ program, clients: 10 });
    let rounds = 0;
    return {
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
      async round(): Promise<Figures> {
        const fault = faults[rounds++ % faults.length] ?? faults[0];
        const writer = world.write(60);
        const prober = new Prober(world);
        await writer.next(10_000);
        await wait(200 + random() * 800);
        const brokenMs = performance.now();
        const ended = askEmbedded(world.system.dataDir, fault.statement).then(
          () => "answered",
          // Its own connection ends with the worker.
          () => "ended",
        );
        const outcome = await Promise.race([ended, wait(endedWithinMs, "left alone", { ref: false })]);
        if (outcome !== "ended") throw new BrokenPromise(`the broken statement was ${outcome}`);
        await writer.next(30_000);
        await prober.stop();
        demandLiving(world.system);
        const { unavailable } = prober.answersTo("write", brokenMs - 1_000, performance.now());
        return {
          ...(await world.judge()),
          writesRefused: unavailable,
          [`${fault.kind}Ms`]: prober.longestAwayMs("read"),
        };
      },
    };
  },
};
