import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readBackup } from "@/lib/db/backup/format";
import { testDatabase, testLog } from "@/lib/db/testing";
import { backUpDaily } from "./daily-backup";

const dayMs = 86_400_000;
const startMs = Date.parse("2026-01-01T10:00:00Z");

it("[BACKUP-DAILY] one a day, the newest seven are kept, and what is not ours is left alone", async () => {
  await using database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "pb-daily-"));
  try {
    const options = { database, dataDir, log: testLog };
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
