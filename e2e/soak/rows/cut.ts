import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Row, Stage } from "../row";
import { DeadWay } from "../world/dead-way";
import { World } from "../world/world";

const withinMs = 60_000;
const cuts = 8;
const latecomers = 5;

export const cut: Row = {
  name: "cut",
  fault:
    "all connections cut eight times in three seconds under 200 events/s: commands lose their replies, everybody joins again, newcomers come",
  holds: "0 lost, 0 done twice, no resync",
  rounds: 50,
  shortRounds: 1,
  roundsPerStage: 5,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "retries", label: "commands sent again", as: "sum" },
    { figure: "resyncs", label: "resyncs", as: "sum", atMost: 0 },
    { figure: "backMs", label: "all had what came after the last cut", as: "p95", unit: "ms" },
  ],
  async open({ isShort, program, random }): Promise<Stage> {
    const way: { open?: DeadWay } = {};
    const world = await World.open({
      program,
      clients: isShort ? 15 : 40,
      urlFor: async (server) => {
        way.open = await DeadWay.open(server.url);
        return way.open.url;
      },
    });
    return {
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        await way.open?.[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        const writer = world.write(200);
        await writer.next(withinMs);
        for (let i = 0; i < cuts; i += 1) {
          await wait(200 + random() * 300);
          way.open?.cutAll();
        }
        const cutMs = performance.now();
        await world.fleet.allShow("orders", await writer.next(withinMs), withinMs);
        const backMs = performance.now() - cutMs;
        // While orders move on: what a newcomer's snapshot holds may be newer than its place.
        await wait(1_500);
        await world.addClients(latecomers);
        await writer.next(withinMs);
        return { backMs, ...(await world.judge()) };
      },
    };
  },
};
