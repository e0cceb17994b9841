/** The thread in which the embedded database runs. Its parent is pglite-worker.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { servePglite } from "./pglite-wire";
import type { PgliteWorkerInput } from "./pglite-worker";

const input = workerData as PgliteWorkerInput;

const db = await PGlite.create({
  dataDir: input.filesDir,
  // The log of changes is replayed after a crash, and 1 GB of it (the default) would take a minute.
  startParams: [...PGlite.defaultStartParams, "-c", "max_wal_size=96MB", "-c", "min_wal_size=32MB"],
});

const server = await servePglite(db, {
  path: input.socketPath,
  maxConnections: input.maxConnections,
  // Nothing may go on from a broken state: the parent starts a new thread, which recovers from the files.
  onBroken: (error) =>
    queueMicrotask(() => {
      throw error;
    }),
});

parentPort?.once("message", async () => {
  await server[Symbol.asyncDispose]();
  await db.close();
  process.exit(0);
});
parentPort?.postMessage("ready");
