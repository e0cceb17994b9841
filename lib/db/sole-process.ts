import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "pino";
import { DatabaseInUseError } from "./errors";
import type { Database } from "./open";

/** Names the lock that every process holds while it serves ("here" in ASCII): shared by those that know of each other, whole by one that does not. */
const PRESENCE_LOCK = 0x68657265;
/** A process that was just ended may leave its session behind for a moment, and a host that vanished for as long as the server asks after it. */
const usualPatienceMs = 8_000;
const retryMs = 250;

/** Has the server find out within seconds that a session's host is gone without a word. It says nothing over a Unix socket. */
export const quickKeepAlive = [
  "set tcp_keepalives_idle = 2",
  "set tcp_keepalives_interval = 1",
  "set tcp_keepalives_count = 3",
] as const;

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
    let isTaken = false;
    try {
      for (const statement of quickKeepAlive) await client.query(statement);
      const call = isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
      const { rows } = await client.query(`select ${call}($1) as taken`, [PRESENCE_LOCK]);
      isTaken = rows[0]?.taken === true && !isOver;
    } finally {
      if (!isTaken) await client.end().catch(() => undefined);
    }
    if (!isTaken) return false;
    session = client;
    client.once("end", () => void keep());
    return true;
  }

  /** The database was away: the place is taken again as soon as it is back. */
  async function keep(): Promise<void> {
    let isTold = false;
    while (!isOver) {
      await wait(retryMs);
      if (isOver) return;
      try {
        if (await attempt()) return;
        if (!isTold) log.error("another process uses this database, and REDIS_URL is not the same in both");
        isTold = true;
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
