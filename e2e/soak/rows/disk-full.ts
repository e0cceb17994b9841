import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
import { askEmbedded } from "../world/embedded-session";
import { demandLiving } from "../world/living";
import { Prober } from "../world/prober";
import { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from "../world/small-disk";
import { World } from "../world/world";

const diskMebibytes = 260;
const fullMs = 4_000;
/** The server looks once a second. */
const noticedWithinMs = 1_500;
const maxCheckpoints = 5;
const endedByItself = "the embedded database stopped";

export const diskFull: Row = {
  name: "disk-full",
  fault:
    "disk full for 4 s, and every other round a checkpoint meanwhile, over which PostgreSQL ends itself (embedded database)",
  holds: "writes answer 503, reads go on or come back ≤ 5 s, 0 acknowledged lost",
  rounds: 10,
  shortRounds: 2,
  roundsPerStage: 10,
  cells: [
    { figure: "written", label: "changes written", as: "sum" },
    { figure: "written", label: "in a round", as: "min", atLeast: 5 },
    { figure: "writesRefused", label: "writes answered 503", as: "sum" },
    { figure: "ended", label: "PostgreSQL ended itself at the checkpoint", as: "sum" },
    { figure: "readsMs", label: "longest wait for a read", as: "p50", unit: "ms" },
    { figure: "readsMs", label: "longest wait for a read", as: "max", unit: "ms", atMost: 5_000 },
    { figure: "writesAgainMs", label: "writes again after there was space", as: "p50", unit: "ms" },
    { figure: "writesAgainMs", label: "writes again after there was space", as: "max", unit: "ms", atMost: 5_000 },
  ],
  whyNot: whyNoSmallDisk,
  async open({ program }): Promise<Stage> {
    const disk = mountSmallDisk(diskMebibytes);
    const dataDir = join(disk.path, "data");
    let world: World;
    try {
      world = await World.open({ program, clients: 10, env: { DATA_DIR: dataDir } });
    } catch (error) {
      disk[Symbol.dispose]();
      throw error;
    }
    let rounds = 0;
    return {
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]();
        disk[Symbol.dispose]();
      },
      async round(): Promise<Figures> {
        const isCrash = rounds++ % 2 === 1;
        const writer = world.write(60);
        const prober = new Prober(world);
        await writer.next(10_000);
        await disk.fill();
        const filledMs = performance.now();
        const told = world.system.output.length;
        if (isCrash) await endOverCheckpoint(dataDir, disk);
        const fullSinceMs = isCrash ? performance.now() : filledMs + noticedWithinMs;
        await wait(fullMs);
        // A machine that is too busy to answer has shown nothing yet.
        const writes = () => prober.answersTo("write", filledMs + noticedWithinMs, performance.now());
        const reads = () => prober.answersTo("read", fullSinceMs, performance.now());
        const hasShown = () => writes().unavailable >= 3 && reads().done > 0;
        for (let waited = 0; waited < 100 && !hasShown(); waited += 1) await wait(200);
        const readsWhileFull = reads().done;
        const ended = world.system.output.slice(told).includes(endedByItself) ? 1 : 0;
        const freedMs = performance.now();
        await disk.free();
        await writer.next(20_000);
        const writesAgainMs = performance.now() - freedMs;
        await prober.stop();
        demandLiving(world.system);
        const { unavailable, done } = prober.answersTo("write", filledMs + noticedWithinMs, freedMs);
        if (unavailable === 0 || done > 0)
          throw new BrokenPromise(`on a full disk ${unavailable} writes were answered 503, and ${done} otherwise`);
        if (readsWhileFull === 0) throw new BrokenPromise("no read was answered while the disk was full");
        if (ended > 0 && !isCrash) throw new BrokenPromise("the database ended itself over changes on a full disk");
        const readsMs = prober.longestAwayMs("read");
        return { ...(await world.judge()), writesRefused: unavailable, readsWhileFull, ended, readsMs, writesAgainMs };
      },
    };
  },
};

/** A checkpoint needs a page for its own files: one that somebody has given back is taken first. */
async function endOverCheckpoint(dataDir: string, disk: SmallDisk): Promise<void> {
  for (let tries = 0; tries < maxCheckpoints; tries += 1) {
    const hasEnded = await askEmbedded(dataDir, "checkpoint").then(
      () => false,
      () => true,
    );
    if (hasEnded) return;
    await disk.fill();
  }
}
