import { HubError } from "@/lib/hub-protocol";

/** Lets a few run at once and some more wait. Throws UNAVAILABLE at once when too many wait already. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export interface GateOptions {
  /** How many may run. */
  atOnce: number;
  /** How many may wait behind them, in order of arrival. */
  waiting: number;
  /** So many times as long as a run took, its place then stays empty: 1 keeps what runs here to half of the time. 0 unless given. */
  rest?: number;
}

export function createGate({ atOnce, waiting, rest = 0 }: GateOptions): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  function handOn(): void {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
  return async (work) => {
    if (running < atOnce) running++;
    else {
      if (queue.length >= waiting) {
        throw new HubError("UNAVAILABLE", "Too many people are signing in right now. Try again in a moment.");
      }
      // Whoever finishes hands its place on, so `running` does not change.
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    const startedMs = performance.now();
    try {
      return await work();
    } finally {
      if (rest === 0) handOn();
      else setTimeout(handOn, (performance.now() - startedMs) * rest);
    }
  };
}
