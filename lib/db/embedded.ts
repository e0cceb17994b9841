import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { watchAnswers } from "./answer-watch";
import { watchDiskSpace } from "./disk-space";
import { createSocketDir, prepareFilesDir, SOCKET_NAME } from "./embedded-files";
import { type PgliteWorker, startPgliteWorker } from "./pglite-worker";

/** Where pg finds the embedded database; the folder of its socket admits this user alone. */
export interface EmbeddedConnection {
  host: string;
  port: number;
  user: string;
  database: string;
  ssl: false;
}

export interface EmbeddedDatabase extends AsyncDisposable {
  connection: EmbeddedConnection;
  /** Until disposed, a database that does not answer is left alone. */
  suspendWatch(): Disposable;
}

export interface EmbeddedOptions {
  /** The caller holds its lock. */
  dataDir: string;
  maxConnections: number;
  log: Logger;
}

const PING_INTERVAL_MS = 1000;
const PING_TIMEOUT_MS = 2000;
const MAX_RESTART_DELAY_MS = 5000;

/**
 * Starts the embedded database in a thread and keeps it running until disposed: a thread that ended or no longer
 * answers is replaced; its clients' connections end, and they connect again. Throws if the first start fails.
 *
 * While its disk is nearly full it is read and not written: PostgreSQL ends itself over a log that cannot grow, and does not
 * start again without space. Should that happen all the same, a reserve is given up for the start.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { log } = options;
  // PGlite creates its files for everybody, and only the whole process has a mask.
  process.umask(0o077);
  const dataDir = resolve(options.dataDir);
  const space = await watchDiskSpace(dataDir);
  if (space.isLow) throw new Error(`its disk is full (${space.freeMiB} MiB are free). Free some space.`);
  const socketDir = await createSocketDir(dataDir);
  const files = await prepareFilesDir(dataDir);
  const socketPath = join(socketDir.path, SOCKET_NAME);
  const connection: EmbeddedConnection = {
    host: socketDir.path,
    port: 5432,
    user: "postgres",
    database: "postgres",
    ssl: false,
  };
  const closing = new AbortController();
  let suspensions = 0;
  let reserving = Promise.resolve();

  const start = async (): Promise<PgliteWorker> => {
    await rm(socketPath, { force: true });
    return startPgliteWorker({
      filesDir: files.path,
      socketPath,
      maxConnections: options.maxConnections + 1,
      isReadOnly: space.isLow,
    });
  };

  /** Cannot fail the caller: without a reserve everything works, but for a start on a full disk. */
  const takeReserve = (): Promise<void> => {
    reserving = reserving.then(() =>
      space.takeReserve().catch((err: unknown) => log.warn({ err }, "no disk space could be kept in reserve")),
    );
    return reserving;
  };

  const lookAtSpace = async (): Promise<void> => {
    const wasLow = space.isLow;
    await space.look();
    if (space.isLow === wasLow) return;
    const { freeMiB } = space;
    if (space.isLow)
      log.error({ freeMiB }, "the disk is nearly full: the embedded database is not written until there is space");
    else {
      log.warn({ freeMiB }, "there is space again: the embedded database is written");
      // Not waited for: the disk's slowness is not the database's silence.
      void takeReserve();
    }
  };

  const watch = (watched: PgliteWorker): Disposable => {
    const pinger = createPinger(connection);
    const answers = watchAnswers({
      async ping() {
        await lookAtSpace();
        await pinger.ping(`set default_transaction_read_only = ${space.isLow ? "on" : "off"}`);
      },
      isSuspended: () => suspensions > 0,
      onSilent: (silentMs) => {
        log.error({ silentMs }, "the embedded database does not answer");
        void watched.kill();
      },
      pingIntervalMs: PING_INTERVAL_MS,
      timeoutMs: PING_TIMEOUT_MS,
    });
    return {
      [Symbol.dispose]() {
        answers[Symbol.dispose]();
        pinger.end();
      },
    };
  };

  const restart = async (): Promise<PgliteWorker | null> => {
    for (let delayMs = 0; !closing.signal.aborted; delayMs = Math.min(2 * delayMs + 250, MAX_RESTART_DELAY_MS)) {
      await wait(delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
      try {
        await lookAtSpace();
        if (space.isLow) await space.releaseReserve();
        return await start();
      } catch (err) {
        log.error({ err }, "the embedded database did not start");
      }
    }
    return null;
  };

  /** Serves with this worker and its successors until closing. */
  const supervise = async (first: PgliteWorker): Promise<void> => {
    for (let worker: PgliteWorker | null = first; worker !== null; ) {
      const watching = watch(worker);
      const stop = (): void => {
        // Closing may take longer than an answer.
        watching[Symbol.dispose]();
        void worker?.stop();
      };
      closing.signal.addEventListener("abort", stop);
      if (closing.signal.aborted) stop();
      const err = await worker.ended;
      closing.signal.removeEventListener("abort", stop);
      watching[Symbol.dispose]();
      if (closing.signal.aborted) return;
      log.error({ err }, "the embedded database stopped; starting it again");
      const stoppedAtMs = performance.now();
      worker = await restart();
      await takeReserve();
      const ms = Math.round(performance.now() - stoppedAtMs);
      if (worker !== null) log.warn({ ms }, "the embedded database runs again");
    }
  };

  let supervised: Promise<void>;
  try {
    supervised = supervise(await start());
  } catch (error) {
    await socketDir[Symbol.asyncDispose]();
    throw error;
  }
  await files.finish();
  void takeReserve();

  return {
    connection,
    suspendWatch() {
      let suspended = true;
      suspensions += 1;
      return {
        [Symbol.dispose]() {
          if (suspended) suspensions -= 1;
          suspended = false;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await supervised;
      await reserving;
      await socketDir[Symbol.asyncDispose]();
    },
  };
}

/** Asks over a connection of its own, and over a new one after a failure. */
function createPinger(connection: EmbeddedConnection): { ping(statement: string): Promise<void>; end(): void } {
  let client: pg.Client | null = null;
  const end = (): void => {
    void client?.end();
    client = null;
  };
  const connect = async (): Promise<pg.Client> => {
    client = new pg.Client(connection);
    // Its end shows in the next query.
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  return {
    end,
    async ping(statement) {
      try {
        await (client ?? (await connect())).query(statement);
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}
