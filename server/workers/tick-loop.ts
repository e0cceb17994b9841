import type { Logger } from "pino";

export interface TickLoopOptions {
  /** For the log. */
  name: string;
  intervalMs: number;
  /** How long after each full interval of the clock; so that what samples, publishes and writes follow each other. */
  phaseMs?: number;
  log: Logger;
  /** `atMs` since 1970. The next one begins when this one has ended. */
  tick(atMs: number): void | Promise<void>;
}

/**
 * Ticks at full intervals of the clock until disposed, never two at a time; what a long tick missed is left out.
 * A tick that throws is logged once, until one succeeds. Disposing waits for the tick that runs.
 */
export function startTickLoop({ name, intervalMs, phaseMs = 0, log, tick }: TickLoopOptions): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let failures = 0;

  const run = async (): Promise<void> => {
    try {
      await tick(Date.now());
      if (failures > 0) log.info({ worker: name, failures }, "works again");
      failures = 0;
    } catch (err) {
      failures++;
      if (failures === 1) log.error({ worker: name, err }, "failed; trying again");
      else log.debug({ worker: name, err, failures }, "failed again");
    }
  };

  const waitUntil = (dueMs: number): void => {
    timer = setTimeout(() => {
      // A timer can fire a moment before the clock is there: that would be a tick of the interval that is over.
      if (Date.now() < dueMs) waitUntil(dueMs);
      else running = run().then(schedule);
    }, dueMs - Date.now());
    timer.unref();
  };

  const schedule = (): void => {
    if (stopped) return;
    const nowMs = Date.now();
    waitUntil(nowMs + intervalMs - ((nowMs - phaseMs) % intervalMs));
  };

  schedule();
  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
