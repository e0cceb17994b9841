import { HubError } from "@/lib/hub-protocol";

/** Lets a few run at once and some more wait. Throws UNAVAILABLE at once when too many wait already. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** A gate for `atOnce` runs with at most `waiting` behind them, in order of arrival. */
export function createGate({ atOnce, waiting }: { atOnce: number; waiting: number }): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running < atOnce) running++;
    else {
      if (queue.length >= waiting) {
        throw new HubError("UNAVAILABLE", "Too many people are signing in right now. Try again in a moment.");
      }
      // Whoever finishes hands its place on, so `running` does not change.
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
