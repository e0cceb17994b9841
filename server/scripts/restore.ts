// `npm run restore -- FILE`: replaces everything by a backup; the server must not run.
import { restoreBackup } from "@/lib/db/backup/restore-backup";
import { openHere, runWithFile } from "./database-here";

await runWithFile("restore", async (file) => {
  await using database = await openHere();
  const { rows, at, totalMs } = await restoreBackup(database, file);
  return `${rows} rows of ${at} restored in ${(totalMs / 1000).toFixed(1)} s. Every client starts anew when the server is back.`;
});
