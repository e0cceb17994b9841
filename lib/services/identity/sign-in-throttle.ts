import { setTimeout as wait } from "node:timers/promises";
import { HubError } from "@/lib/hub-protocol";

/** What is known of one account's attempts, existing or not. */
interface Attempts {
  failures: number;
  waiting: number;
  /** Settles when the attempt before has been answered. */
  last: Promise<unknown>;
}

/** Runs sign-in attempts; `attempt` resolves to null when it failed. Throws RATE_LIMITED when many for one account wait. */
export type SignInThrottle = <T>(account: string, attempt: () => Promise<T | null>) => Promise<T | null>;

const freeFailures = 3;
const maxDelayMs = 2_000;
const maxWaiting = 5;
const maxAccounts = 10_000;

/** Milliseconds that the next failure in a row costs: none for the first three, then 0.5, 1, 2, 2, … s. Never a lock. */
export const failureDelayMs = (failures: number): number =>
  failures <= freeFailures ? 0 : Math.min(maxDelayMs, 500 * 2 ** (failures - freeFailures - 1));

/**
 * One attempt per account at a time, and a pause after failures, so that guessing in parallel is no faster. Accounts that do
 * not exist are treated alike. Kept in memory, the longest known forgotten first.
 */
export function createSignInThrottle({ delayMs = failureDelayMs } = {}): SignInThrottle {
  const accounts = new Map<string, Attempts>();

  const enter = (account: string): Attempts => {
    const attempts = accounts.get(account) ?? { failures: 0, waiting: 0, last: Promise.resolve() };
    if (attempts.waiting >= maxWaiting) {
      throw new HubError("RATE_LIMITED", "Too many attempts for this account. Try again in a moment.", {
        data: { retryAfterSeconds: maxDelayMs / 1000 },
      });
    }
    attempts.waiting++;
    accounts.set(account, attempts);
    return attempts;
  };

  const leave = (account: string, attempts: Attempts): void => {
    attempts.waiting--;
    if (attempts.failures === 0 && attempts.waiting === 0) accounts.delete(account);
    for (const [oldest, { waiting }] of accounts) {
      if (accounts.size <= maxAccounts) break;
      if (waiting === 0) accounts.delete(oldest);
    }
  };

  return async (account, attempt) => {
    const attempts = enter(account);
    const before = attempts.last;
    const run = async () => {
      await before;
      const result = await attempt();
      attempts.failures = result === null ? attempts.failures + 1 : 0;
      if (result === null) await wait(delayMs(attempts.failures));
      return result;
    };
    const mine = run();
    attempts.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      leave(account, attempts);
    }
  };
}
