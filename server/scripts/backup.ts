// `npm run backup -- FILE`: everything, as it is at one moment, also while the server runs.
import { writeBackup } from "@/lib/db/backup/write-backup";
import { connectHere, runWithFile } from "./database-here";

await runWithFile("backup", async (file) => {
  await using connection = await connectHere();
  const { rows, bytes, totalMs } = await writeBackup(connection.client, file);
  return `${rows} rows, ${(bytes / 1e6).toFixed(1)} MB in ${(totalMs / 1000).toFixed(1)} s: ${file}`;
});
