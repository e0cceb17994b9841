/** Another process holds the data directory. The message is one line for the person who started this one. */
export class DatabaseInUseError extends Error {
  override readonly name = "DatabaseInUseError";
}

/** Somebody is writing a backup of this database already. The message is one line for the person who asked for another. */
export class BackupRunningError extends Error {
  override readonly name = "BackupRunningError";
}

/** The database cannot be opened or used. The message is one line, and holds no password. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";
}

/** SQLSTATE classes of a server that cannot serve now: connection, resources (disk full), shutdown or timeout, I/O. */
const UNAVAILABLE_CLASSES = new Set(["08", "53", "57", "58"]);

const UNAVAILABLE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EAI_AGAIN",
]);

/** What pg and pg-pool say without a code (their versions are pinned; open.test.ts and embedded.test.ts meet them). */
const UNAVAILABLE_MESSAGES =
  /^(Query read timeout|timeout expired|timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** The error and what caused it, outermost first: drizzle wraps the driver's error. */
function* causes(error: unknown): Generator<Error & { code?: unknown }> {
  for (let each = error; each instanceof Error; each = each.cause) yield each;
}

/** The five characters PostgreSQL gave, such as "23505", or null if this did not come from PostgreSQL. */
export function sqlState(error: unknown): string | null {
  for (const each of causes(error)) {
    if (typeof each.code === "string" && /^[0-9A-Z]{5}$/.test(each.code)) return each.code;
  }
  return null;
}

/** The disk has no space left, or too little: the embedded database then takes no changes (embedded.ts). */
const DISK_FULL_STATES = new Set(["53100", "25006"]);

/** True if the database cannot write for lack of space; reading goes on. */
export function isDiskFull(error: unknown): boolean {
  return DISK_FULL_STATES.has(sqlState(error) ?? "");
}

/** True if the database did not answer or cannot write now, so that the same request may succeed later. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null && (UNAVAILABLE_CLASSES.has(state.slice(0, 2)) || DISK_FULL_STATES.has(state))) return true;
  for (const each of causes(error)) {
    if (each instanceof DatabaseUnavailableError || UNAVAILABLE_MESSAGES.test(each.message)) return true;
    if (typeof each.code === "string" && UNAVAILABLE_CODES.has(each.code)) return true;
  }
  return false;
}
