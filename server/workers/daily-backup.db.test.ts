import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createBackupDesk } from "@/lib/db/backup/backup-desk";
import { readBackup } from "@/lib/db/backup/format";
import { notifications } from "@/lib/db/schema";
import { testDatabase, testLog } from "@/lib/db/testing";
import { testServices } from "@/lib/services/identity/testing";
import { openCondition, resolveCondition } from "@/lib/services/notifications/conditions";
import { backUpDaily, startDailyBackup } from "./daily-backup";

const dayMs = 86_400_000;
const startMs = Date.parse("2026-01-01T10:00:00Z");

it("[BACKUP-DAILY] one a day, the newest seven are kept, and what is not ours is left alone", async () => {
  await using database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "pb-daily-"));
  try {
    const options = { desk: createBackupDesk(database), dataDir, log: testLog };
    const first = await backUpDaily(options, startMs);
    expect((await readBackup(first ?? "")).end.rows).toHaveProperty("orders", 0);
    expect(await backUpDaily(options, startMs + dayMs - 1)).toBeNull();
    await writeFile(join(dataDir, "backups/my-own.backup.gz"), "");
    await writeFile(join(dataDir, "backups/pulseboard-left.part"), "");
    for (let day = 1; day <= 8; day++) await backUpDaily(options, startMs + day * dayMs);
    expect((await readdir(join(dataDir, "backups"))).sort()).toEqual([
      "my-own.backup.gz",
      ...[3, 4, 5, 6, 7, 8, 9].map((day) => `pulseboard-2026-01-0${day}T10-00-00.backup.gz`),
    ]);
  } finally {
    await rm(dataDir, { recursive: true });
  }
});

it("[BACKUP-FAILED] a daily backup that fails is told to the admins alone, once, and resolved by the one that succeeds", async () => {
  await using database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "pb-daily-"));
  const services = testServices(database);
  try {
    // A file where the folder should be.
    await writeFile(join(dataDir, "backups"), "");
    let failures = 0;
    const log = Object.assign(Object.create(testLog), { error: () => failures++, debug: () => failures++ });
    await using _worker = startDailyBackup({
      desk: createBackupDesk(database),
      dataDir,
      log,
      intervalMs: 20,
      openCondition: (condition) => openCondition(services, condition),
      resolveCondition: (fingerprint) => resolveCondition(services, fingerprint),
    });
    await expect.poll(() => failures).toBeGreaterThan(2);
    const told = () => database.db.select().from(notifications);
    expect(await told()).toMatchObject([
      { kind: "backup.failed", audience: { roles: ["admin"] }, resolvedAt: null, count: 1 },
    ]);
    expect((await told())[0]?.body).toContain("EEXIST");
    await rm(join(dataDir, "backups"));
    await expect.poll(async () => (await told())[0]?.resolvedAt, { timeout: 10_000 }).toBeInstanceOf(Date);
    expect(await readdir(join(dataDir, "backups"))).toHaveLength(1);
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
