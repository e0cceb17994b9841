import { resolve } from "node:path";
import { pino } from "pino";
import { BackupRunningError, DatabaseInUseError, DatabaseUnavailableError } from "@/lib/db/errors";
import { type Database, openDatabase } from "@/lib/db/open";

export const dataDir = resolve(process.env.DATA_DIR || "./data");
const log = pino({ level: "warn" }, pino.destination(2));

/** The database that the server of this environment uses. Throws DatabaseInUseError for an embedded one while that server runs. */
export const openHere = (): Promise<Database> =>
  openDatabase({ databaseUrl: process.env.DATABASE_URL || undefined, dataDir, log, poolSize: 1 });

/** Runs a script with the file that it was given; what people can mend is one line, and ends with 1. */
export async function runWithFile(name: string, run: (file: string) => Promise<string>): Promise<void> {
  process.umask(0o077);
  const [file] = process.argv.slice(2);
  if (!file || process.argv.length !== 3) {
    console.error(`Usage: npm run ${name} -- FILE   (DATABASE_URL or DATA_DIR say which database)`);
    process.exitCode = 2;
    return;
  }
  try {
    console.log(await run(resolve(file)));
  } catch (error) {
    console.error(error instanceof Error ? (isExpected(error) ? error.message : error.stack) : String(error));
    process.exitCode = 1;
  }
}

const isExpected = (error: Error): boolean =>
  error instanceof DatabaseInUseError ||
  error instanceof DatabaseUnavailableError ||
  error instanceof BackupRunningError ||
  ("syscall" in error && "path" in error);
