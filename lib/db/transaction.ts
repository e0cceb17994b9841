import { setTimeout as wait } from "node:timers/promises";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { PgTransactionConfig } from "drizzle-orm/pg-core";
import type { PoolClient, QueryConfig } from "pg";
import { isUnavailable, sqlState } from "./errors";
import type { Database } from "./open";
import * as schema from "./schema";

/** The handle inside a transaction; it queries like `database.db`. */
export type Transaction = Parameters<Parameters<Database["db"]["transaction"]>[0]>[0];

/** Milliseconds to wait before another attempt, or null to give up. `attempt` counts from 1. */
export type RetryPolicy = (attempt: number, random: () => number) => number | null;

/** At most 5 attempts, up to 10, 20, 40 and 80 ms apart: who collided once should not meet again. */
const retryCollision: RetryPolicy = (attempt, random) => (attempt < 5 ? random() * 10 * 2 ** (attempt - 1) : null);

/** serialization_failure and deadlock_detected: the whole transaction was undone, and succeeds when repeated. */
const COLLISIONS = new Set(["40001", "40P01"]);

/**
 * Runs `work` in one transaction (READ COMMITTED) and returns its result after the commit; undoes everything and throws
 * what `work` threw otherwise. Also throws if `work` passed over a failed statement. After a collision with another transaction `work` runs again, so what it changes outside
 * the database must bear that. On the embedded database everybody else waits meanwhile: stay under 500 ms.
 */
export async function transaction<T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
  { retry = retryCollision, random = Math.random } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(database, work);
    } catch (error) {
      const delayMs = COLLISIONS.has(sqlState(error) ?? "") ? retry(attempt, random) : null;
      if (delayMs === null) throw error;
      await wait(delayMs);
    }
  }
}

/** Runs `read` in a transaction that sees one moment of the database from its first query on, and cannot write. */
export function readSnapshot<T>(database: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return attemptTransaction(database, read, { isolationLevel: "repeatable read", accessMode: "read only" });
}

async function attemptTransaction<T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
  config?: PgTransactionConfig,
): Promise<T> {
  const client = await database.pool.connect();
  let reusable = false;
  try {
    const result = await handleOf(client).transaction(work, config);
    reusable = true;
    return result;
  } catch (error) {
    reusable = client.getTransactionStatus() === "I" && !isUnavailable(error);
    throw error;
  } finally {
    // drizzle's own transaction over a pool gives back a connection that hangs or is still in a transaction.
    client.release(!reusable);
  }
}

const handles = new WeakMap<PoolClient, NodePgDatabase<typeof schema>>();

/** Building drizzle's handle reads the whole schema, so each connection keeps its own. */
function handleOf(client: PoolClient): NodePgDatabase<typeof schema> {
  const known = handles.get(client);
  if (known) return known;
  const handle = drizzle({ client: refuseSilentRollback(client), schema });
  handles.set(client, handle);
  return handle;
}

/** PostgreSQL answers a COMMIT after a failed statement with success, and with ROLLBACK as the command it ran. */
function refuseSilentRollback(client: PoolClient): PoolClient {
  const query = async (config: QueryConfig, values?: unknown[]) => {
    const result = await client.query(config, values);
    if (config.text === "commit" && result.command === "ROLLBACK") {
      throw new Error("A statement of the transaction failed, so nothing was committed");
    }
    return result;
  };
  return new Proxy(client, { get: (target, key) => (key === "query" ? query : Reflect.get(target, key)) });
}
