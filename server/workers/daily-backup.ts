import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { writeBackup } from "@/lib/db/backup/write-backup";
import type { Database } from "@/lib/db/open";
import { startTickLoop } from "./tick-loop";

const kept = 7;
const dayMs = 86_400_000;
const nameOf = (atMs: number) =>
  `pulseboard-${new Date(atMs).toISOString().replaceAll(":", "-").slice(0, 19)}.backup.gz`;
const timeOf = (name: string) => {
  const [, day = "", time = ""] = /^pulseboard-(\d{4}-\d\d-\d\d)T(\d\d-\d\d-\d\d)\.backup\.gz$/.exec(name) ?? [];
  return Date.parse(`${day}T${time.replaceAll("-", ":")}Z`);
};

export interface DailyBackupOptions {
  database: Database;
  dataDir: string;
  log: Logger;
  intervalMs?: number;
}

/** Backs the embedded database up once a day into `backups` of the data directory; looks every five minutes whether it is time. */
export function startDailyBackup({ intervalMs = 300_000, ...options }: DailyBackupOptions): AsyncDisposable {
  const { log } = options;
  return startTickLoop({
    name: "daily backup",
    intervalMs,
    log,
    tick: async (atMs) => void (await backUpDaily(options, atMs)),
  });
}

/** Writes a backup unless there is one of the last 24 hours, and removes all but the newest seven. Returns its path or null. */
export async function backUpDaily(
  { database, dataDir, log }: DailyBackupOptions,
  nowMs: number,
): Promise<string | null> {
  const folder = join(dataDir, "backups");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  const present = names.filter((name) => !Number.isNaN(timeOf(name))).sort();
  if (present.some((name) => timeOf(name) > nowMs - dayMs)) return null;
  // What a process that was killed left behind.
  for (const name of names.filter((each) => each.endsWith(".part"))) await rm(join(folder, name), { force: true });
  const path = join(folder, nameOf(nowMs));
  using _unwatched = database.suspendWatch();
  const client = await database.connect();
  try {
    const { rows, bytes, snapshotMs, totalMs } = await writeBackup(client, path);
    log.info({ path, rows, bytes, snapshotMs: Math.round(snapshotMs), totalMs: Math.round(totalMs) }, "backed up");
  } finally {
    await client.end();
  }
  for (const name of present.slice(0, Math.max(0, present.length + 1 - kept))) await rm(join(folder, name));
  return path;
}
