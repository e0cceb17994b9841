import { availableParallelism } from "node:os";
import { createGate } from "./hash-gate";
import { createHashThread, type HashTask } from "./hash-thread";

/** Passwords as argon2id. Both throw UNAVAILABLE when too many are waiting. */
export interface Passwords {
  /** The encoded hash with its salt. */
  hash(password: string): Promise<string>;
  /** `hash` null stands for a user that does not exist: same work, never true. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/** Each hash takes a processor and 19 MiB: two at once, and one fewer than there are processors, leave the process responsive. */
const hashesAtOnce = Math.max(1, Math.min(2, availableParallelism() - 1));
/** 1.2 s where one runs at a time. */
const hashesWaiting = 100;

/** Hashes in threads of their own, for this process alone. */
export function openPasswords(): Passwords & AsyncDisposable {
  const gate = createGate({ atOnce: hashesAtOnce, waiting: hashesWaiting });
  const threads = Array.from({ length: hashesAtOnce }, createHashThread);
  const idle = [...threads];
  const run = (task: HashTask) =>
    gate(async () => {
      // The gate lets in as many as there are.
      const thread = idle.pop();
      if (!thread) throw new Error("More hashes are under way than there are threads.");
      try {
        return await thread.run(task);
      } finally {
        idle.push(thread);
      }
    });
  return {
    async hash(password) {
      const { hash } = await run({ password });
      if (hash === undefined) throw new Error("The thread that hashes passwords gave no hash.");
      return hash;
    },
    verify: async (hash, password) => (await run({ password, hash })).fits === true,
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()));
    },
  };
}
