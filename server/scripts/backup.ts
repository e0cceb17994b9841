// `npm run backup -- FILE`: everything, as it is at one moment, also while the server runs.
import { createBackupDesk } from "@/lib/db/backup/backup-desk";
import { DatabaseInUseError } from "@/lib/db/errors";
import { askServerForBackup } from "@/server/backup/ask-server";
import { dataDir, openHere, runWithFile } from "./database-here";

/** An embedded database belongs to the process that has it open: a running server writes the backup itself. */
async function backUp(file: string) {
  const database = await openHere().catch((error: unknown) => {
    if (error instanceof DatabaseInUseError) return null;
    throw error;
  });
  if (database === null) return askServerForBackup(dataDir, file);
  await using opened = database;
  return await createBackupDesk(opened).write(file);
}

await runWithFile("backup", async (file) => {
  const { rows, bytes, totalMs } = await backUp(file);
  return `${rows} rows, ${(bytes / 1e6).toFixed(1)} MB in ${(totalMs / 1000).toFixed(1)} s: ${file}`;
});
