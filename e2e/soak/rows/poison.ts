import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
import { askEmbedded } from "../world/embedded-session";
import { World } from "../world/world";

const movesWithinMs = 10_000;

export const poison: Row = {
  name: "poison",
  fault: "an event in the outbox that cannot be given to anybody, under 60 events/s",
  holds: "dead-lettered after 5 tries, the stream moves within 10 s, everything else is delivered",
  rounds: 20,
  shortRounds: 1,
  roundsPerStage: 20,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "buried", label: "dead letters", as: "sum", atLeast: 1 },
    { figure: "movedMs", label: "what came behind it was shown after", as: "p50", unit: "ms" },
    { figure: "movedMs", label: "what came behind it was shown after", as: "max", unit: "ms", atMost: movesWithinMs },
  ],
  async open({ program, random }): Promise<Stage> {
    const world = await World.open({ program, clients: 10 });
    return {
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
      async round(): Promise<Figures> {
        const writer = world.write(60);
        await writer.next(10_000);
        await wait(random() * 500);
        const before = await countDeadLetters(world);
        await askEmbedded(
          world.system.dataDir,
          `insert into outbox (stream, type, at, payload) values ('orders', 'order.created', now(), '{"not": "an order"}')`,
        );
        const poisonedMs = performance.now();
        const behind = await writer.next(10_000);
        await world.fleet.allShow("orders", behind, 2 * movesWithinMs);
        const movedMs = performance.now() - poisonedMs;
        const judged = await world.judge();
        const after = await countDeadLetters(world);
        const buried = after.count - before.count;
        if (buried !== 1 || after.tries !== 5)
          throw new BrokenPromise(`${buried} dead letters, the last one after ${after.tries} tries`);
        return { ...judged, buried, movedMs };
      },
    };
  },
};

async function countDeadLetters({ system }: World): Promise<{ count: number; tries: number }> {
  const statement = "select count(*)::int as count, max(tries)::int as tries from dead_letters";
  const { rows } = await askEmbedded(system.dataDir, statement);
  return rows[0];
}
