import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Row, Stage } from "../row";
import { strike } from "../world/armed-fault";
import { buildBrokenServer } from "../world/broken-server";
import { faultyRelay, type RelayFault } from "../world/faulty-relay";
import { World } from "../world/world";

const withinMs = 30_000;
/** The last two come with nothing after them: only the head tells of the one, and the relay has to publish the other again. */
const faults: readonly RelayFault[] = ["lose", "repeat", "throw", "lose", "throw"];
const underLoad = 3;

export const lostEmit: Row = {
  name: "lost-emit",
  fault: "an emit is lost, is done twice, or throws, also as the last one, while the process lives",
  holds: "0 lost, 0 twice; the last one found by the head within 6 s",
  rounds: 20,
  shortRounds: 1,
  roundsPerStage: 10,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "gapMs", label: "all had what follows the lost one", as: "p95", unit: "ms" },
    { figure: "againMs", label: "all had the last one that threw", as: "max", unit: "ms" },
    { figure: "headMs", label: "all had the lost last one", as: "max", unit: "ms", atMost: 6_000 },
  ],
  async open({ isShort, mutations }): Promise<Stage> {
    const { mutation, banner } = faultyRelay(faults);
    const broken = await buildBrokenServer([mutation, ...mutations], banner);
    const world = await World.open({ program: broken.program, clients: isShort ? 10 : 30 });
    return {
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        await broken[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        const writer = world.write(100);
        await writer.next(withinMs);
        const gapMs: number[] = [];
        for (let under = 1; under <= underLoad; under += 1) {
          await strike(world);
          const struckMs = performance.now();
          await world.fleet.allShow("orders", await writer.next(withinMs), withinMs);
          gapMs.push(performance.now() - struckMs);
          await wait(300);
        }
        await world.pause();
        const headMs = await strikeAlone(world);
        const againMs = await strikeAlone(world);
        return { gapMs, headMs, againMs, ...(await world.judge()) };
      },
    };
  },
};

/** Resolves to the ms until everybody has the one order that it strikes. */
async function strikeAlone(world: World): Promise<number> {
  // Whatever is still on its way would be struck instead.
  await world.fleet.allShow("orders", await world.writeOne(), withinMs);
  const struck = strike(world);
  const last = await world.writeOne();
  await struck;
  const struckMs = performance.now();
  await world.fleet.allShow("orders", last, withinMs);
  return performance.now() - struckMs;
}
