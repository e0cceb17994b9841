/** The thread in which the embedded database runs. Its parent is pglite-worker.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { servePglite } from "./pglite-wire";
import type { PgliteWorkerInput } from "./pglite-worker";

const input = workerData as PgliteWorkerInput;

/** What PostgreSQL wrote last: PGlite's own errors do not say why. */
let lastWords = "";

const explain = (error: unknown): Error =>
  new Error([error instanceof Error ? error.message : String(error), lastWords].filter(Boolean).join("; "));

/** The default of 128 MB would be held for good; the system caches the files anyway. */
const sharedBuffers = ["-c", "shared_buffers=32MB"];

const readOnly = ["-c", `default_transaction_read_only=${input.isReadOnly ? "on" : "off"}`];

const db = await PGlite.create({
  dataDir: input.filesDir,
  // Checkpoints happen when this much has been logged, and never by time: the log would grow to 1 GB (the default).
  startParams: [
    ...PGlite.defaultStartParams,
    "-c",
    "max_wal_size=96MB",
    "-c",
    "min_wal_size=32MB",
    ...sharedBuffers,
    ...readOnly,
  ],
  onStderr: (line) => {
    // After a PANIC comes "Aborted()", which says nothing.
    if (!/(FATAL|PANIC): /.test(lastWords)) lastWords = line;
    return false;
  },
}).catch((error: unknown) => {
  throw explain(error);
});

const server = await servePglite(db, {
  path: input.socketPath,
  maxConnections: input.maxConnections,
  // Nothing may go on from a broken state: the parent starts a new thread, which recovers from the files.
  onBroken: (error) =>
    queueMicrotask(() => {
      throw explain(error);
    }),
});

parentPort?.once("message", async () => {
  await server[Symbol.asyncDispose]();
  await db.close();
  process.exit(0);
});
parentPort?.postMessage("ready");
