import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DatabaseInUseError } from "./errors";
import { findProcess, identifyThisProcess, type ProcessIdentity } from "./process-identity";

interface Holder extends ProcessIdentity {
  /** Tells this holding from every other, also of the same process. */
  nonce: string;
}

/** The holder touches its file this often, and a holder in another container that misses five in a row is gone. */
const TOUCH_INTERVAL_MS = 1000;
const SILENCE_MS = 5 * TOUCH_INTERVAL_MS;

/**
 * Takes the lock of a data directory, which it creates (mode 0700, with its parents), until disposed.
 * A lock whose process has ended is taken over. Returns the lock file's path; throws DatabaseInUseError.
 */
export async function acquireLock(dataDir: string): Promise<AsyncDisposable & { path: string }> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, "pulseboard.lock");
  const mine: Holder = { ...identifyThisProcess(), nonce: randomUUID() };
  const draft = `${path}.${mine.nonce}.new`;
  await writeFile(draft, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
  try {
    for (let other = await take(path, draft); other !== null; other = await take(path, draft)) {
      if (other.path === path) throw new DatabaseInUseError(describeInUse(dataDir, other.holder));
      // Another process is just removing the stale lock: it will hold the lock in a moment, or end.
      await wait(20);
    }
  } finally {
    await unlink(draft);
  }
  const touching = setInterval(() => {
    const now = new Date();
    // A lock file deleted by hand can no longer be kept fresh; the process id still protects within this container.
    utimes(path, now, now).catch(() => clearInterval(touching));
  }, TOUCH_INTERVAL_MS).unref();
  return {
    path,
    async [Symbol.asyncDispose]() {
      clearInterval(touching);
      if ((await readHolder(path))?.nonce === mine.nonce) await unlink(path);
    },
  };
}

/**
 * Puts the draft at `path` if nothing living is there. Returns null, or who is in the way and at which path.
 *
 * A stale file may be removed only by who holds the lock on removing exactly that holder (a file named after its
 * nonce): otherwise a slow second taker would remove the first taker's fresh lock. That lock is taken in the same way,
 * because its holder may die as well.
 */
async function take(path: string, draft: string): Promise<{ path: string; holder: Holder } | null> {
  for (;;) {
    if (await linkIfFree(draft, path)) return null;
    const holder = await readHolder(path);
    if (holder === null) continue;
    if (await isAlive(holder, path)) return { path, holder };
    const removal = `${path}.${holder.nonce}`;
    const inTheWay = await take(removal, draft);
    if (inTheWay !== null) return inTheWay;
    if ((await readHolder(path))?.nonce === holder.nonce) await unlink(path);
    await unlink(removal);
  }
}

/** O_EXCL with the content already in it: a reader never meets a half-written lock. */
async function linkIfFree(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    // A power failure leaves empty files behind; no process that runs can have written this one.
    if (error instanceof SyntaxError)
      return { ...identifyThisProcess(), startTicks: "unreadable", nonce: "unreadable" };
    throw error;
  }
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  const found = findProcess(holder);
  if (found !== "elsewhere") return found === "running";
  const touchedAtMs = await readTouchedAtMs(path);
  for (let waitedMs = 0; waitedMs < SILENCE_MS; waitedMs += TOUCH_INTERVAL_MS / 4) {
    await wait(TOUCH_INTERVAL_MS / 4);
    const nowTouchedAtMs = await readTouchedAtMs(path);
    if (nowTouchedAtMs !== touchedAtMs) return nowTouchedAtMs !== null;
  }
  return false;
}

async function readTouchedAtMs(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function describeInUse(dataDir: string, holder: Holder): string {
  const where = findProcess(holder) === "elsewhere" ? " of another container or machine" : "";
  return `The data directory ${dataDir} is in use by process ${holder.pid}${where}. Stop it, or set DATA_DIR to another directory.`;
}
