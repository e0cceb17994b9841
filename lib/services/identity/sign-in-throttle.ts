import { setTimeout as wait } from "node:timers/promises";
import { HubError } from "@/lib/hub-protocol";

/** What is known of one account's attempts, existing or not. */
interface Attempts {
  /** In a row, from wherever they came. */
  failures: number;
  /** By the network that the attempts come from. */
  queues: Map<string, Queue>;
}

interface Queue {
  waiting: number;
  /** Settles when the attempt before has been answered. */
  last: Promise<unknown>;
}

/**
 * Runs sign-in attempts; `attempt` resolves to null when it failed. `network` is where they come from, as limits count it. Throws
 * RATE_LIMITED when many for one account wait from there.
 */
export type SignInThrottle = <T>(
  account: string,
  attempt: () => Promise<T | null>,
  network?: string,
) => Promise<T | null>;

const freeFailures = 3;
const maxDelayMs = 2_000;
const maxWaiting = 5;
const maxAccounts = 10_000;

/** Milliseconds that the next failure in a row costs: none for the first three, then 0.5, 1, 2, 2, … s. Never a lock. */
export const failureDelayMs = (failures: number): number =>
  failures <= freeFailures ? 0 : Math.min(maxDelayMs, 500 * 2 ** (failures - freeFailures - 1));

/**
 * One attempt per account and network at a time, and a pause after failures of the account, so that guessing in parallel is no faster.
 * Who guesses from elsewhere holds nobody up: whoever has the password neither waits in their queue nor after their failures. Accounts
 * that do not exist are treated alike. Kept in memory, the longest known forgotten first.
 */
export function createSignInThrottle({ delayMs = failureDelayMs } = {}): SignInThrottle {
  const accounts = new Map<string, Attempts>();

  const enter = (account: string, network: string): { attempts: Attempts; queue: Queue } => {
    const attempts = accounts.get(account) ?? { failures: 0, queues: new Map() };
    const queue = attempts.queues.get(network) ?? { waiting: 0, last: Promise.resolve() };
    if (queue.waiting >= maxWaiting) {
      throw new HubError("RATE_LIMITED", "Too many attempts for this account. Try again in a moment.", {
        data: { retryAfterSeconds: maxDelayMs / 1000 },
      });
    }
    queue.waiting++;
    attempts.queues.set(network, queue);
    accounts.set(account, attempts);
    return { attempts, queue };
  };

  const leave = (account: string, network: string, { attempts, queue }: ReturnType<typeof enter>): void => {
    queue.waiting--;
    if (queue.waiting === 0) attempts.queues.delete(network);
    if (attempts.failures === 0 && attempts.queues.size === 0) accounts.delete(account);
    for (const [oldest, { queues }] of accounts) {
      if (accounts.size <= maxAccounts) break;
      if (queues.size === 0) accounts.delete(oldest);
    }
  };

  return async (account, attempt, network = "") => {
    const entered = enter(account, network);
    const { attempts, queue } = entered;
    const before = queue.last;
    const run = async () => {
      await before;
      const result = await attempt();
      attempts.failures = result === null ? attempts.failures + 1 : 0;
      if (result === null) await wait(delayMs(attempts.failures));
      return result;
    };
    const mine = run();
    queue.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      leave(account, network, entered);
    }
  };
}
