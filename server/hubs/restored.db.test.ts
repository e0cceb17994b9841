import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { restoreBackup } from "@/lib/db/backup/restore-backup";
import { writeBackup } from "@/lib/db/backup/write-backup";
import { testDatabase } from "@/lib/db/testing";
import type { Cursor } from "@/lib/hub-protocol";
import { addUser } from "@/lib/services/identity/testing";
import { as, placeOrder } from "@/lib/services/orders/testing";
import { startTestOps } from "./testing";

it("[BACKUP-RESYNC] who was connected before a restore is told that the stream starts anew, with what is there now", async () => {
  await using database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "pb-restored-"));
  const path = join(folder, "all.backup.gz");
  let place: Cursor | undefined;
  let kept = "";
  {
    await using ops = await startTestOps(database);
    await addUser(ops.services, { role: "viewer", email: "viewer@test.example" });
    kept = (await placeOrder(as(ops.services, "operator"))).id;
    const client = await database.connect();
    await writeBackup(client, path);
    await client.end();
    await placeOrder(as(ops.services, "operator"));
    const viewer = await ops.connect({ ...(await addUser(ops.services)), role: "viewer" });
    place = await new Promise<Cursor>((resolve) =>
      viewer.stream("orders", {
        onEvents: () => undefined,
        onSnapshot: ({ epoch, head }) => resolve({ epoch, offset: head }),
      }),
    );
  }
  await restoreBackup(database, path);
  await using ops = await startTestOps(database);
  const viewer = await ops.connect(await addUser(ops.services));
  const start = await new Promise<{ announced: boolean; ids: string[]; epoch: string }>((resolve) =>
    viewer.stream("orders", {
      cursor: place,
      onEvents: () => undefined,
      onSnapshot: ({ announced, snapshot, epoch }) =>
        resolve({ announced, ids: snapshot.items.map(({ id }) => id), epoch }),
    }),
  );
  expect(start).toMatchObject({ announced: true, ids: [kept] });
  expect(start.epoch).not.toBe(place?.epoch);
  await rm(folder, { recursive: true });
});
