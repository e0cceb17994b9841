/**
 * The embedded database as the server opens and migrates it, written by four at once until killed: orders change under their lock, each with
 * its event in the outbox, in one transaction. Prints "ready", then each "id version" whose commit is acknowledged. Built by row embedded-kill.
 */
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { migrate } from "@/lib/db/migrate";
import { openDatabase } from "@/lib/db/open";
import { transaction } from "@/lib/db/transaction";
import { createLog } from "@/server/log";

const writersAtOnce = 4;
const versionsPerRow = 5;

const database = await openDatabase({ dataDir: process.env.DATA_DIR ?? "", log: createLog("silent") });
await migrate(database);
await database.pool.query(
  "create table if not exists soak_marks (id uuid primary key, version int not null, body text not null)",
);
writeSync(1, "ready\n");

await Promise.all(
  Array.from({ length: writersAtOnce }, async () => {
    for (;;) {
      const id = randomUUID();
      for (let version = 1; version <= versionsPerRow; version += 1) {
        await transaction(database, async (tx) => {
          await tx.execute(
            `insert into soak_marks values ('${id}', 1, repeat('x', 1500)) on conflict (id) do update set version = soak_marks.version + 1`,
          );
          await tx.execute(
            `insert into outbox (stream, type, at, payload) values ('soak', 'mark', now(), '{"id": "${id}", "version": ${version}}')`,
          );
        });
        writeSync(1, `${id} ${version}\n`);
      }
    }
  }),
);
