import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "pino";
import { DatabaseInUseError } from "./errors";
import type { Database } from "./open";

/** Names the lock that every process holds while it serves ("here" in ASCII): shared by those that know of each other, whole by one that does not. */
const PRESENCE_LOCK = 0x68657265;
/** A process that was just ended may leave its session behind for a moment. */
const usualPatienceMs = 5_000;
const retryMs = 250;

interface Options {
  database: Pick<Database, "connect">;
  log: Logger;
  /** Whether this process reaches the others, by Redis. */
  isShared: boolean;
  /** How long somebody who is just going is waited for. */
  patienceMs?: number;
}

/**
 * Takes this process's place at a PostgreSQL database until disposed. Throws DatabaseInUseError, one line, when another is there and the two
 * cannot reach each other: each would tell its own clients alone.
 */
export async function takePlace({
  database,
  log,
  isShared,
  patienceMs = usualPatienceMs,
}: Options): Promise<AsyncDisposable> {
  let session: pg.Client | undefined;
  let isOver = false;

  async function attempt(): Promise<boolean> {
    const client = await database.connect();
    const call = isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
    const { rows } = await client.query(`select ${call}($1) as taken`, [PRESENCE_LOCK]);
    if (rows[0]?.taken !== true) {
      await client.end();
      return false;
    }
    session = client;
    client.once("end", () => void keep());
    return true;
  }

  /** The database was away: the place is taken again as soon as it is back. */
  async function keep(): Promise<void> {
    while (!isOver) {
      await wait(retryMs);
      if (isOver) return;
      try {
        if (await attempt()) return;
        log.error("another process uses this database, and REDIS_URL is not the same in both");
      } catch (error) {
        log.debug({ err: error }, "the database is away");
      }
    }
  }

  const endMs = performance.now() + patienceMs;
  while (!(await attempt())) {
    if (performance.now() > endMs)
      throw new DatabaseInUseError(
        isShared
          ? "Another process uses this database without REDIS_URL. Set the same REDIS_URL for all of them."
          : "Another process uses this database. Several need Redis between them: set the same REDIS_URL for all.",
      );
    await wait(retryMs);
  }
  return {
    async [Symbol.asyncDispose]() {
      isOver = true;
      await session?.end().catch(() => undefined);
    },
  };
}
