import { Worker } from "node:worker_threads";

/** `hash` null stands for a user that does not exist: same work, never true. */
export type HashTask = { kind: "hash"; password: string } | { kind: "verify"; password: string; hash: string | null };

export type HashAnswer = { ok: true; result: string | boolean } | { ok: false; error: unknown };

/** Hashes passwords in a thread of its own, started when it is first needed, and again after it has ended by itself. */
export interface HashThread extends AsyncDisposable {
  /** One at a time, and none after the end. The encoded hash, or whether it fits. Rejects when the thread ends before it has answered. */
  run(task: HashTask): Promise<string | boolean>;
}

interface Waiting {
  resolve: (answer: HashAnswer) => void;
  reject: (error: unknown) => void;
}

/** `file` is what the thread runs. */
export function createHashThread(file = threadFile()): HashThread {
  let current: Worker | undefined;
  let waiting: Waiting | undefined;

  function start(): Worker {
    const worker = new Worker(file, { execArgv: [] });
    // What one that has failed still says is no business of the next: an answer of its would be about somebody else's password.
    const ifCurrent =
      <T>(act: (told: T) => void) =>
      (told: T) => {
        if (current === worker) act(told);
      };
    const end = ifCurrent((error: Error) => {
      current = undefined;
      waiting?.reject(error);
      void worker.terminate();
    });
    worker.on(
      "message",
      ifCurrent((answer: HashAnswer) => waiting?.resolve(answer)),
    );
    worker.on("error", end).on("messageerror", end);
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
        if (!answer.ok) throw answer.error;
        return answer.result;
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
