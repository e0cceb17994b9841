import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Logger } from "pino";
import { openEmbedded } from "./embedded";
import { DatabaseInUseError, DatabaseUnavailableError } from "./errors";
import { acquireLock } from "./lock-file";
import * as schema from "./schema";

export interface DatabaseOptions {
  /** PostgreSQL; without it the embedded database in `dataDir` is opened. */
  databaseUrl?: string | undefined;
  dataDir: string;
  log: Logger;
  /** Connections at most: 10, and 4 to the embedded database, which does one thing at a time. */
  poolSize?: number | undefined;
}

export interface Database extends AsyncDisposable {
  db: NodePgDatabase<typeof schema>;
  pool: pg.Pool;
  kind: "embedded" | "postgres";
  /** A connection of its own, outside the pool and without time limits; the caller ends it. */
  connect(): Promise<pg.Client>;
  /** Until disposed, an embedded database that does not answer is left alone: for migrations, imports and backups. */
  suspendWatch(): Disposable;
  /** Milliseconds for the simplest question and its answer, a connection from the pool included. */
  ping(): Promise<number>;
}

const CONNECT_TIMEOUT_MS = 5000;
const START_ATTEMPTS = 2;
const QUERY_TIMEOUT_MS = 10_000;
/** How long closing waits for connections that are in use. */
const DRAIN_TIMEOUT_MS = 3000;
/** Connections to the embedded database outside the pool: migrations, the relay, a backup. */
const SPARE_CONNECTIONS = 8;

/**
 * Opens the database: the only place that knows which one it is. Nothing is migrated yet.
 * Throws DatabaseInUseError or DatabaseUnavailableError, each one line for the person who started this process.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await (options.databaseUrl
    ? openPostgres(options, options.databaseUrl)
    : openEmbeddedDatabase(options));
  let closed: PromiseLike<void> | undefined;
  return {
    ...database,
    [Symbol.asyncDispose]() {
      closed ??= database[Symbol.asyncDispose]();
      return closed;
    },
  };
}

async function openPostgres(options: DatabaseOptions, databaseUrl: string): Promise<Database> {
  const config: pg.ClientConfig = {
    connectionString: databaseUrl,
    // Tells one process's connections from another's: a restore must be alone.
    application_name: `pulseboard ${randomUUID().slice(0, 8)}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
  const database = assemble("postgres", options, config, {
    max: options.poolSize ?? 10,
    // The server gives up first; the client's own limit is for a server that no longer answers.
    statement_timeout: QUERY_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS + 2000,
    idle_in_transaction_session_timeout: QUERY_TIMEOUT_MS,
  });
  try {
    await pingFirst(database);
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw new DatabaseUnavailableError(describeRefusal(databaseUrl, error as Error));
  }
  return database;
}

/** A busy machine that starts this process may need longer than one attempt lasts, while the answer waits here already. */
async function pingFirst(database: Pick<Database, "ping">): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.ping();
      return;
    } catch (error) {
      if (attempt === START_ATTEMPTS || !/timeout/.test((error as Error).message)) throw error;
    }
  }
}

async function openEmbeddedDatabase(options: DatabaseOptions): Promise<Database> {
  const lock = await acquireLock(options.dataDir).catch((cause: Error) => {
    if (cause instanceof DatabaseInUseError) throw cause;
    throw new DatabaseUnavailableError(
      `The data directory ${options.dataDir} cannot be used: ${oneLine(cause.message)}. Set DATA_DIR to another one.`,
      { cause },
    );
  });
  const poolSize = options.poolSize ?? 4;
  try {
    const embedded = await openEmbedded({ ...options, maxConnections: poolSize + SPARE_CONNECTIONS });
    const database = assemble("embedded", options, embedded.connection, {
      max: poolSize,
      query_timeout: QUERY_TIMEOUT_MS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    return {
      ...database,
      suspendWatch: embedded.suspendWatch,
      async [Symbol.asyncDispose]() {
        await database[Symbol.asyncDispose]();
        await embedded[Symbol.asyncDispose]();
        await lock[Symbol.asyncDispose]();
      },
    };
  } catch (cause) {
    await lock[Symbol.asyncDispose]();
    throw new DatabaseUnavailableError(
      `The embedded database in ${options.dataDir} does not start: ${oneLine((cause as Error).message)}`,
      { cause },
    );
  }
}

function assemble(
  kind: Database["kind"],
  { log }: DatabaseOptions,
  connection: pg.ClientConfig,
  limits: pg.PoolConfig,
): Database {
  const pool = new pg.Pool({ ...connection, ...limits });
  // The pool hangs the whole client on the error: the log gets the reason alone.
  const logEnded = (error: Error): void => log.warn({ reason: error.message }, "a database connection ended");
  // A connection that ends while idle or checked out must not end the process; whoever uses it sees its query fail.
  pool.on("error", logEnded);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return {
    kind,
    pool,
    db: drizzle({ client: pool, schema }),
    async connect() {
      const client = new pg.Client(connection);
      client.on("error", logEnded);
      await client.connect();
      return client;
    },
    suspendWatch: () => ({ [Symbol.dispose]: () => undefined }),
    async ping() {
      const startedAtMs = performance.now();
      await pool.query("select 1");
      return performance.now() - startedAtMs;
    },
    async [Symbol.asyncDispose]() {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          log.warn({ inUse: pool.totalCount - pool.idleCount }, "closing the database while connections are in use");
          resolve();
        }, DRAIN_TIMEOUT_MS);
      });
      await Promise.race([pool.end(), timeout]);
      clearTimeout(timer);
    },
  };
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  ENOENT: "there is no such socket",
  ETIMEDOUT: "it does not answer",
  "28P01": "it refuses this user or password",
  "28000": "it refuses this user",
  "3D000": "it has no such database",
  "53300": "it has no connection left",
  "57P03": "it is still starting",
};

/** One line without the password. */
function describeRefusal(databaseUrl: string, error: Error & { code?: string }): string {
  if (!URL.canParse(databaseUrl) && !databaseUrl.startsWith("/")) {
    return "DATABASE_URL is not an address such as postgres://user:password@host:5432/database.";
  }
  const { host, port, database } = new pg.Client({ connectionString: databaseUrl });
  const timedOut = /timeout/.test(error.message) ? "it does not answer" : undefined;
  const reason = REASONS[error.code ?? ""] ?? timedOut ?? oneLine(error.message);
  return `PostgreSQL at ${host}:${port}/${database} cannot be used: ${reason}. Check DATABASE_URL.`;
}

function oneLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
