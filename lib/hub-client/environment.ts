import { watchWakeUps } from "./wake-ups";

/** What a client needs of the world: time, chance, and the signs that it is worth trying again at once. */
export interface Environment {
  /** ms since 1970. */
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  /** Calls back once after `delayMs`; returns what prevents it. */
  schedule: (callback: () => void, delayMs: number) => () => void;
  /** Calls `wake` whenever somebody looks again, the machine slept or the network changed; returns what ends it. */
  watchWakeUps: (wake: () => void) => () => void;
}

export const defaultEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  watchWakeUps,
};

/** Runs what belongs to the application: what it throws ends nothing here. */
export function runHandler(act: () => void): void {
  try {
    act();
  } catch (error) {
    reportHandlerError(error);
  }
}

/** Hands an exception of an application's handler to whoever watches for uncaught ones; the connection goes on. */
export function reportHandlerError(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
