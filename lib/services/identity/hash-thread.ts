import { Worker } from "node:worker_threads";

/** Without `hash` a new one is wanted; `null` is that of a user that does not exist: same work, never true. */
export interface HashTask {
  password: string;
  hash?: string | null;
}

export interface HashAnswer {
  hash?: string;
  fits?: boolean;
  error?: unknown;
}

/** Hashes passwords in a thread of its own, started when it is first needed, and again after it has ended. */
export interface HashThread extends AsyncDisposable {
  /** One at a time. Rejects when the task fails, or the thread ends before it has answered. */
  run(task: HashTask): Promise<HashAnswer>;
}

interface Waiting {
  resolve: (answer: HashAnswer) => void;
  reject: (error: unknown) => void;
}

export function createHashThread(): HashThread {
  let current: Worker | undefined;
  let waiting: Waiting | undefined;

  function start(): Worker {
    const worker = new Worker(threadFile(), { execArgv: [] });
    // One that failed ends later too: that is no business of the next.
    const end = (error: Error) => {
      if (current !== worker) return;
      current = undefined;
      waiting?.reject(error);
    };
    worker.on("message", (answer: HashAnswer) => waiting?.resolve(answer));
    worker.on("error", end);
    worker.on("exit", () => end(new Error("The thread that hashes passwords has ended.")));
    return worker;
  }
  return {
    async run(task) {
      current ??= start();
      const worker = current;
      // It keeps the process running only while somebody waits for it.
      worker.ref();
      try {
        const answer = await new Promise<HashAnswer>((resolve, reject) => {
          waiting = { resolve, reject };
          worker.postMessage(task);
        });
        if (answer.error !== undefined) throw answer.error;
        return answer;
      } finally {
        waiting = undefined;
        worker.unref();
      }
    },
    async [Symbol.asyncDispose]() {
      await current?.terminate();
    },
  };
}

/** In a bundle it is a sibling file, built beside this one. */
function threadFile(): URL {
  const file = import.meta.url.endsWith(".ts") ? "./hash-worker-thread.mjs" : "./hash-worker-thread.js";
  return new URL(file, import.meta.url);
}
