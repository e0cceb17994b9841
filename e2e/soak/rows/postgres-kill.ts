import { setTimeout as wait } from "node:timers/promises";
import { PostgresServer } from "@/server/scripts/postgres-server";
import type { Figures, Row, Stage } from "../row";
import { demandLiving } from "../world/living";
import { World } from "../world/world";

const readyWithinMs = 15_000;

export const postgresKill: Row = {
  name: "postgres-kill",
  fault: "PostgreSQL `kill -9` under 100 events/s, started again after up to 2 s; and once more while nobody writes",
  holds: "no acknowledged write missing, ready ≤ 15 s, the server lives on",
  rounds: 30,
  shortRounds: 1,
  roundsPerStage: 10,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 10 },
    { figure: "retries", label: "commands sent again", as: "sum" },
    { figure: "readyMs", label: "writes again after the start", as: "p50", unit: "ms" },
    { figure: "readyMs", label: "writes again after the start", as: "max", unit: "ms", atMost: readyWithinMs },
    { figure: "shownMs", label: "shown to every client", as: "p50", unit: "ms" },
    { figure: "shownMs", label: "shown to every client", as: "max", unit: "ms", atMost: readyWithinMs },
  ],
  async open({ program, random, isShort }): Promise<Stage> {
    const postgres = await PostgresServer.start();
    let world: World;
    try {
      world = await World.open({ program, clients: isShort ? 10 : 20, env: { DATABASE_URL: postgres.url } });
    } catch (error) {
      await postgres[Symbol.asyncDispose]();
      throw error;
    }
    return {
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        await postgres[Symbol.asyncDispose]();
      },
      async round(): Promise<Figures> {
        const writer = world.write(100);
        await writer.next(10_000);
        await wait(300 + random() * 1_200);
        await postgres.crash();
        await wait(random() * 2_000);
        const bootMs = performance.now();
        await postgres.boot();
        const first = await writer.next(2 * readyWithinMs);
        const readyMs = performance.now() - bootMs;
        await world.fleet.allShow("orders", first, 2 * readyWithinMs);
        const shownMs = performance.now() - bootMs;
        demandLiving(world.system);
        const judged = await world.judge();
        // Once more while nobody writes: a connection that waits in the pool ends otherwise than one in use.
        await postgres.crash();
        await postgres.boot();
        await world.fleet.allShow("orders", await world.writeOne(), 2 * readyWithinMs);
        demandLiving(world.system);
        return { ...judged, readyMs, shownMs };
      },
    };
  },
};
