import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { DatabaseUnavailableError } from "../errors";

/**
 * A backup is gzip over lines of JSON: one header; for each table its name and columns, then its rows, each an array of
 * PostgreSQL's own texts; one end with what it must add up to. The same for both databases, so that one can become the other.
 */
export const Header = z.strictObject({
  format: z.literal("pulseboard-backup"),
  v: z.literal(1),
  at: z.string(),
  /** Of the newest migration (ms since 1970): rows fit the schema that they came from. */
  schema: z.number(),
});
export const TableStart = z.strictObject({ table: z.string(), columns: z.array(z.string()) });
export type TableStart = z.infer<typeof TableStart>;
const Sequence = z.strictObject({ name: z.string(), value: z.string(), isCalled: z.boolean() });
export const End = z.strictObject({
  rows: z.record(z.string(), z.int()),
  sequences: z.array(Sequence),
  /** Of every line before this one, line ends included. */
  sha256: z.string(),
});
export type End = z.infer<typeof End>;

export interface BackupInfo {
  at: string;
  schema: number;
  end: End;
}

/** What a reader is shown of a backup, in order. */
export interface BackupReader {
  onTable?(start: TableStart): Promise<void>;
  /** Some rows, as JSON texts. */
  onRows?(rows: string[]): Promise<void>;
}

const batchRows = 1_000;
const batchCharacters = 4_000_000;

/**
 * Reads a backup to its end and checks it: form, checksum and counts. Throws DatabaseUnavailableError, one line for people,
 * for a file that is none, is damaged or is cut off.
 */
export async function readBackup(path: string, reader: BackupReader = {}): Promise<BackupInfo> {
  try {
    return await read(path, reader);
  } catch (cause) {
    if (cause instanceof DatabaseUnavailableError || !isOfTheFile(cause)) throw cause;
    throw new DatabaseUnavailableError(`${path} is no whole Pulseboard backup: ${(cause as Error).message}`, { cause });
  }
}

async function read(path: string, { onTable, onRows }: BackupReader): Promise<BackupInfo> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  file.on("error", (error) => unpacked.destroy(error));
  const lines = createInterface({ input: file.pipe(unpacked), crlfDelay: Number.POSITIVE_INFINITY });
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  let header: z.infer<typeof Header> | undefined;
  let table = "";
  let end: End | undefined;
  let batch: string[] = [];
  let characters = 0;
  const flush = async () => {
    if (batch.length > 0) await onRows?.(batch);
    batch = [];
    characters = 0;
  };
  for await (const line of lines) {
    if (end) throw new DamagedError("something follows its end");
    if (line.startsWith("[")) {
      if (table === "") throw new DamagedError("a row stands before any table");
      rows[table] = (rows[table] ?? 0) + 1;
      batch.push(line);
      characters += line.length;
      if (batch.length >= batchRows || characters >= batchCharacters) await flush();
    } else if (header === undefined) header = Header.parse(JSON.parse(line));
    else if (line.startsWith('{"rows"')) {
      await flush();
      end = End.parse(JSON.parse(line));
      break;
    } else {
      await flush();
      const start = TableStart.parse(JSON.parse(line));
      table = start.table;
      rows[table] = 0;
      await onTable?.(start);
    }
    hash.update(line).update("\n");
  }
  if (!header || !end) throw new DamagedError("it is cut off");
  if (hash.digest("hex") !== end.sha256) throw new DamagedError("its checksum does not fit");
  for (const name of new Set([...Object.keys(rows), ...Object.keys(end.rows)]))
    if (rows[name] !== end.rows[name]) throw new DamagedError(`rows of ${name} are missing`);
  return { at: header.at, schema: header.schema, end };
}

class DamagedError extends Error {}

const isOfTheFile = (error: unknown): boolean =>
  error instanceof DamagedError ||
  error instanceof SyntaxError ||
  error instanceof z.ZodError ||
  (error instanceof Error && "code" in error && /^(ENOENT|EACCES|EISDIR|Z_|ERR_STREAM)/.test(String(error.code)));
