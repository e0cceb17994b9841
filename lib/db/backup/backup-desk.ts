import type { Client } from "pg";
import { BackupRunningError } from "../errors";
import type { Database } from "../open";
import { type WrittenBackup, writeBackup } from "./write-backup";

/** Names the lock under which one process backs a PostgreSQL database up ("pbbak" in ASCII). */
const backupLock = 0x706262616b;

/** Where one asks for a backup of a database that this process has open. */
export interface BackupDesk {
  readonly isBusy: boolean;
  /**
   * Writes everything, as it is at one moment, to `path`. Throws BackupRunningError while another one is written, by this process
   * or, to a PostgreSQL server, by any other; the signal's reason when it is aborted; what the file system or the database says.
   */
  write(path: string, signal?: AbortSignal): Promise<WrittenBackup>;
}

/** One backup at a time: two would share the cursors of the embedded database, whose connections are all one session. */
export function createBackupDesk(database: Database): BackupDesk {
  let busyWith: string | null = null;

  async function write(path: string, signal?: AbortSignal): Promise<WrittenBackup> {
    const client = await database.connect();
    try {
      if (database.kind === "postgres") await takeLock(client);
      return await writeBackup(client, path, { signal, suspendWatch: () => database.suspendWatch() });
    } finally {
      // Ending the session gives the lock back.
      await client.end();
    }
  }

  return {
    get isBusy() {
      return busyWith !== null;
    },
    async write(path, signal) {
      if (busyWith !== null) throw new BackupRunningError(`A backup to ${busyWith} is being written. ${tryLater}`);
      busyWith = path;
      try {
        return await write(path, signal);
      } finally {
        busyWith = null;
      }
    },
  };
}

const tryLater = "One runs at a time: try again when it is done.";

async function takeLock(client: Client): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [backupLock]);
  if (!rows[0]?.taken)
    throw new BackupRunningError(`Another process is writing a backup of this database. ${tryLater}`);
}
