import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { BackupDesk } from "@/lib/db/backup/backup-desk";
import { type ConditionSink, createTelling, type Told } from "./condition-sink";
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
  desk: BackupDesk;
  dataDir: string;
  log: Logger;
}

/**
 * Backs the embedded database up once a day into `backups` of the data directory; looks every five minutes whether it is time. A
 * failure is told to the admins, and that it is over. Disposing breaks a backup off.
 */
export function startDailyBackup(
  options: DailyBackupOptions & ConditionSink & { intervalMs?: number },
): AsyncDisposable {
  const { log, intervalMs = 300_000 } = options;
  const told = createTelling(options, "backup.failed");
  const ending = new AbortController();
  const loop = startTickLoop({
    name: "daily backup",
    intervalMs,
    log,
    async tick(atMs) {
      try {
        await backUpDaily(options, atMs, ending.signal);
      } catch (error) {
        if (ending.signal.aborted) return;
        await told(describeFailure(error)).catch((err: unknown) => log.error({ err }, "could not tell of it"));
        throw error;
      }
      await told(null);
    },
  });
  return {
    [Symbol.asyncDispose]() {
      ending.abort(new Error("the server ends"));
      return loop[Symbol.asyncDispose]();
    },
  };
}

const describeFailure = (error: unknown): Told => ({
  kind: "backup.failed",
  severity: "warning",
  title: "The daily backup failed",
  body: `${error instanceof Error ? error.message : String(error)} It is tried again every five minutes.`,
  link: null,
  audience: { roles: ["admin"] },
});

/**
 * Writes a backup unless there is one of the last 24 hours or somebody is writing one, and removes all but the newest seven.
 * Returns its path or null.
 */
export async function backUpDaily(
  { desk, dataDir, log }: DailyBackupOptions,
  nowMs: number,
  signal?: AbortSignal,
): Promise<string | null> {
  const folder = join(dataDir, "backups");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  const present = names.filter((name) => !Number.isNaN(timeOf(name))).sort();
  if (desk.isBusy || present.some((name) => timeOf(name) > nowMs - dayMs)) return null;
  // What a process that was killed left behind.
  for (const name of names.filter((each) => each.endsWith(".part"))) await rm(join(folder, name), { force: true });
  const path = join(folder, nameOf(nowMs));
  const { rows, bytes, snapshotMs, totalMs } = await desk.write(path, signal);
  log.info({ path, rows, bytes, snapshotMs: Math.round(snapshotMs), totalMs: Math.round(totalMs) }, "backed up");
  for (const name of present.slice(0, Math.max(0, present.length + 1 - kept))) await rm(join(folder, name));
  return path;
}
