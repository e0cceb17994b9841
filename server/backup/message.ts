import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { findSocketDir } from "@/lib/db/embedded-files";

/** One line of JSON each way over a Unix socket that admits this user alone. */
export const BackupRequest = z.strictObject({
  backup: z.string().refine(isAbsolute, "Name the file by its whole path."),
});

export const BackupAnswer = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), rows: z.int(), bytes: z.int(), totalMs: z.number() }),
  z.strictObject({ ok: z.literal(false), message: z.string() }),
]);
export type BackupAnswer = z.infer<typeof BackupAnswer>;

export const maxRequestBytes = 16 * 1024;

/** Beside the database's own socket. Throws ENOENT when no server has ever run on this data directory. */
export const findBackupSocket = async (dataDir: string): Promise<string> =>
  join(await findSocketDir(dataDir), "backup.sock");
