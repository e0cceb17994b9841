import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";

export interface PgliteWorkerInput {
  /** Folder of the database's files; its parent exists. */
  filesDir: string;
  /** Unix socket to listen on; nothing is there. */
  socketPath: string;
  maxConnections: number;
  /** Until it is told otherwise nothing is changed. */
  isReadOnly: boolean;
}

export interface PgliteWorker {
  /** Settles when the thread has ended: with what went wrong, or null after `stop`. Never rejects. */
  ended: Promise<Error | null>;
  /** Closes the database and ends the thread; ends it anyhow after 3 s. */
  stop(): Promise<void>;
  /** Ends the thread at once, whatever it does: the database recovers from its files at the next start. */
  kill(): Promise<void>;
}

const STOP_TIMEOUT_MS = 3000;

/** Starts the embedded database in a thread of its own. Returns once it takes connections; throws why it does not. */
export async function startPgliteWorker(input: PgliteWorkerInput): Promise<PgliteWorker> {
  const worker = new Worker(workerEntry(), { workerData: input, execArgv: [] });
  let stopping = false;
  const ended = new Promise<Error | null>((resolve) => {
    worker.once("error", resolve);
    worker.once("exit", (exitCode) => resolve(stopping ? null : new Error(`The database thread ended (${exitCode})`)));
  });
  const ready = new Promise<"ready">((resolve) => worker.once("message", () => resolve("ready")));
  const first = await Promise.race([ready, ended]);
  if (first !== "ready") throw first ?? new Error("The database thread ended before it was ready");
  return {
    ended,
    async stop() {
      stopping = true;
      worker.postMessage("stop");
      const timeout = new AbortController();
      await Promise.race([ended, wait(STOP_TIMEOUT_MS, undefined, { signal: timeout.signal }).catch(() => undefined)]);
      timeout.abort();
      await worker.terminate();
    },
    async kill() {
      await worker.terminate();
    },
  };
}

/** From source the thread needs tsx to read TypeScript; in a bundle it is a sibling file, built beside this one. */
function workerEntry(): URL {
  const file = import.meta.url.endsWith(".ts") ? "./pglite-worker-source.mjs" : "./pglite-worker-thread.js";
  return new URL(file, import.meta.url);
}
