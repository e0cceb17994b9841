import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ServerProcess } from "@/e2e/fixtures/server-process";
import type { Figures, Row, RowContext, Stage } from "../row";
import { askEmbedded } from "../world/embedded-session";
import { World } from "../world/world";

/** When the kill comes, by the share of rounds. */
type Moment = "writing" | "starting" | "checkpoint";
const moments: readonly Moment[] = ["writing", "starting", "writing", "checkpoint", "writing"];
const roundsPerDirectory = 20;

export const embeddedKill: Row = {
  name: "embedded-kill",
  fault: "embedded database `kill -9` while writing, at a checkpoint, while starting, and while it is created",
  holds: "always opens, 0 acknowledged lost",
  rounds: 200,
  shortRounds: 2,
  roundsPerStage: roundsPerDirectory,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "retries", label: "commands sent again", as: "sum" },
    { figure: "startKills", label: "further kills while starting", as: "sum" },
    { figure: "readyMs", label: "opened again", as: "p50", unit: "ms" },
    { figure: "readyMs", label: "opened again", as: "p95", unit: "ms" },
    { figure: "readyMs", label: "opened again", as: "max", unit: "ms", atMost: 15_000 },
  ],
  open: async (context): Promise<Stage> => {
    await killWhileCreating(context);
    const world = await World.open({ program: context.program, clients: 3, wires: ["websocket", "sse", "ws"] });
    let rounds = 0;
    return {
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
      round: () => killOnce(world, moments[rounds++ % moments.length] ?? "writing", context),
    };
  },
};

async function killOnce(world: World, moment: Moment, { random }: RowContext): Promise<Figures> {
  const { server } = world;
  const writer = world.write(150);
  await writer.next(15_000);
  await wait(100 + random() * 900);
  if (moment === "checkpoint") {
    // Not waited for: the kill is to come in the middle.
    void askEmbedded(server.dataDir, "checkpoint").catch(() => undefined);
    await wait(random() * 40);
  }
  await server.kill("SIGKILL");
  const startKills = moment === "starting" ? 2 : 0;
  for (let i = 0; i < startKills; i += 1) await killWhileStarting(server, 150 + random() * 1_000);
  const bootMs = performance.now();
  await server.boot();
  const readyMs = performance.now() - bootMs;
  await writer.next(15_000);
  return { ...(await world.judge()), startKills, readyMs };
}

async function killWhileStarting(server: ServerProcess, afterMs: number): Promise<void> {
  const booting = server.boot().catch(() => undefined);
  await wait(afterMs);
  await server.kill("SIGKILL");
  await booting;
}

/** A new data directory, whose making and migrating is cut short twice: the next start must find its way. */
async function killWhileCreating({ program, random }: RowContext): Promise<void> {
  await using server = await ServerProcess.start({ program });
  await server.kill("SIGKILL");
  for (const name of ["pgdata", "pgdata.creating"])
    await rm(join(server.dataDir, name), { recursive: true, force: true });
  await killWhileStarting(server, 300 + random() * 1_500);
  await killWhileStarting(server, 300 + random() * 1_500);
  await server.boot();
}
