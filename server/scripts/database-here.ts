import { resolve } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { DatabaseInUseError, DatabaseUnavailableError } from "@/lib/db/errors";
import { type Database, openDatabase } from "@/lib/db/open";

const dataDir = resolve(process.env.DATA_DIR || "./data");
const log = pino({ level: "warn" }, pino.destination(2));

/** The database that the server of this environment uses; for the embedded one that server must not run. */
export const openHere = (): Promise<Database> =>
  openDatabase({ databaseUrl: process.env.DATABASE_URL || undefined, dataDir, log, poolSize: 1 });

/** A connection to it, also while the server runs: then through the server's own socket. */
export async function connectHere(): Promise<AsyncDisposable & { client: pg.Client }> {
  try {
    const database = await openHere();
    const client = await database.connect();
    const end = async () => {
      await client.end();
      await database[Symbol.asyncDispose]();
    };
    return { client, [Symbol.asyncDispose]: end };
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
  }
  const client = new pg.Client({
    host: resolve(dataDir, "socket"),
    user: "postgres",
    database: "postgres",
    ssl: false,
  });
  await client.connect().catch((cause: Error) => {
    throw new DatabaseUnavailableError(`The server's database in ${dataDir} cannot be reached: ${cause.message}`, {
      cause,
    });
  });
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

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
    const isExpected = error instanceof DatabaseInUseError || error instanceof DatabaseUnavailableError;
    console.error(error instanceof Error ? (isExpected ? error.message : error.stack) : String(error));
    process.exitCode = 1;
  }
}
