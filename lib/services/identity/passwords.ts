import { availableParallelism } from "node:os";
import { HubError } from "@/lib/hub-protocol";
import { createGate } from "./hash-gate";
import { createHashThread, type HashTask } from "./hash-thread";

/** Passwords as argon2id. Both throw UNAVAILABLE when too many are waiting, and at the end of the process. */
export interface Passwords {
  /** The encoded hash with its salt. */
  hash(password: string): Promise<string>;
  /** `hash` null stands for a user that does not exist: same work, never true. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/** Each hash takes a processor and 19 MiB: two at once, and one fewer than there are processors, leave the process responsive. */
const usualLimits = { atOnce: Math.max(1, Math.min(2, availableParallelism() - 1)), waiting: 100 };

/** Hashes in threads of their own, for this process alone. */
export function openPasswords({ atOnce, waiting } = usualLimits): Passwords & AsyncDisposable {
  const gate = createGate({ atOnce, waiting });
  const threads = Array.from({ length: atOnce }, () => createHashThread());
  const idle = [...threads];
  let isOver = false;

  const demandOpen = () => {
    if (isOver) throw new HubError("UNAVAILABLE", "The server is being stopped. Try again in a moment.");
  };
  const run = (task: HashTask) =>
    gate(async () => {
      demandOpen();
      // The gate lets in as many as there are.
      const thread = idle.pop();
      if (!thread) throw new Error("More hashes are under way than there are threads.");
      try {
        return await thread.run(task);
      } catch (error) {
        demandOpen();
        throw error;
      } finally {
        idle.push(thread);
      }
    });
  return {
    hash: async (password) => String(await run({ kind: "hash", password })),
    verify: async (hash, password) => (await run({ kind: "verify", password, hash })) === true,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()));
    },
  };
}
