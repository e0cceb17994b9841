import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Item } from "../oracle/entries";
import { judge } from "../oracle/judge";
import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
import { EmbeddedProcess } from "../world/embedded-process";
import { askEmbedded } from "../world/embedded-session";

/** When the kill comes, one after the other. */
const moments = ["writing", "starting", "writing", "checkpoint", "writing"] as const;
const roundsPerDirectory = 20;

export const embeddedKill: Row = {
  name: "embedded-kill",
  fault:
    "embedded database `kill -9` while it is written, at a checkpoint, while it starts, and while it is made and migrated",
  holds: "always opens, 0 acknowledged lost",
  rounds: 200,
  shortRounds: 5,
  roundsPerStage: roundsPerDirectory,
  cells: [
    { figure: "acknowledged", label: "acknowledged transactions", as: "sum" },
    { figure: "kills", label: "kills", as: "sum" },
    { figure: "openMs", label: "opened again", as: "p50", unit: "ms" },
    { figure: "openMs", label: "opened again", as: "p95", unit: "ms" },
    { figure: "openMs", label: "opened again", as: "max", unit: "ms", atMost: 15_000 },
  ],
  async open({ mutations, random }): Promise<Stage> {
    const database = await EmbeddedProcess.make(mutations);
    await killWhileMaking(database, random() * 300);
    await killWhileStarting(database, 100 + random() * 2_000);
    await database.boot();
    let rounds = 0;
    return {
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
      async round(): Promise<Figures> {
        const moment = moments[rounds++ % moments.length];
        const before = count(database.acknowledged);
        await database.nextAcknowledged();
        await wait(random() * 800);
        if (moment === "checkpoint") {
          // Not waited for: the kill is to come in the middle.
          void askEmbedded(database.dataDir, "checkpoint").catch(() => undefined);
          await wait(random() * 60);
        }
        await database.kill();
        const starts = moment === "starting" ? 2 : 0;
        for (let i = 0; i < starts; i += 1) await killWhileStarting(database, 100 + random() * 900);
        const written = database.acknowledged;
        const bootMs = performance.now();
        await database.boot();
        const openMs = performance.now() - bootMs;
        await demandAll(database, written);
        return { acknowledged: count(written) - before, kills: 1 + starts, openMs };
      },
    };
  },
};

/** Versions begin at 1, one for each transaction. */
const count = (items: readonly Item[]): number => items.reduce((sum, { version }) => sum + version, 0);

async function killWhileStarting(database: EmbeddedProcess, afterMs: number): Promise<void> {
  const booting = database.boot();
  // One that ends by itself is heard at once.
  await Promise.race([booting, wait(afterMs)]);
  await database.kill();
  await booting;
}

/** From the first files on there is something that is not a database yet. */
async function killWhileMaking(database: EmbeddedProcess, afterMs: number): Promise<void> {
  const booting = database.boot();
  while (!existsSync(join(database.dataDir, "pgdata/base/1"))) await Promise.race([booting, wait(5)]);
  await Promise.race([booting, wait(afterMs)]);
  await database.kill();
  await booting;
}

/** Every acknowledged version is there, and every transaction is whole: the row and its event. */
async function demandAll({ dataDir }: EmbeddedProcess, written: readonly Item[]): Promise<void> {
  const { rows } = await askEmbedded(
    dataDir,
    `select marks.id, marks.version, coalesce(told.count, 0)::int as events from soak_marks marks
       left join (select payload ->> 'id' as id, count(*) from outbox where stream = 'soak' group by 1) told
         on told.id = marks.id::text`,
  );
  const halves = rows.filter(({ version, events }) => version !== events);
  if (halves.length > 0) throw new BrokenPromise(`${halves.length} transactions are there in part`);
  // Whether the last commit before a kill was acknowledged is open: the database may have more than the log, not less.
  const verdict = judge({ written, database: rows, logs: [] });
  if (verdict.unkept > 0) throw new BrokenPromise(`${verdict.unkept} acknowledged: ${verdict.words.join("; ")}`);
}
