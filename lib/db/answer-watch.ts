import { performance } from "node:perf_hooks";

export interface AnswerWatchOptions {
  /** Asks once; resolves with the answer, rejects if there will be none. */
  ping(): Promise<void>;
  /** While true, silence is expected. */
  isSuspended(): boolean;
  /** Called once, when two pings in a row found no answer; the watch is over then. */
  onSilent(silentMs: number): void;
  pingIntervalMs: number;
  /** An answer may take this long. */
  timeoutMs: number;
}

/** Silence is looked for more often than asked about, so that it is found when it is too long and not up to an interval later. */
const looksPerPing = 4;

/**
 * Asks at an interval, one ping at a time, until disposed or until two pings in a row fail or exceed the timeout. Silence is counted
 * by this thread's own clock ticks: on a machine so busy that they come late, whoever is asked has no more time to answer.
 */
export function watchAnswers(options: AnswerWatchOptions): Disposable {
  let isAsking = false;
  let silentMs = 0;
  let failuresInRow = 0;
  let lastTickAtMs = performance.now();
  let lastAskedAtMs = lastTickAtMs;
  const tickMs = options.pingIntervalMs / looksPerPing;

  const ask = async (): Promise<void> => {
    isAsking = true;
    lastAskedAtMs = performance.now();
    silentMs = 0;
    try {
      await options.ping();
      failuresInRow = 0;
    } catch {
      failuresInRow += 1;
    }
    isAsking = false;
    silentMs = 0;
  };

  const timer = setInterval(() => {
    const nowMs = performance.now();
    const elapsedMs = nowMs - lastTickAtMs;
    lastTickAtMs = nowMs;
    // This thread itself stood still (a sleeping laptop, a long task): the answer may lie unread.
    const stoodStill = elapsedMs > 2 * options.pingIntervalMs;
    if (options.isSuspended() || stoodStill) failuresInRow = 0;
    if (options.isSuspended()) silentMs = 0;
    else if (isAsking) silentMs += Math.min(elapsedMs, tickMs);
    // A second ping was due one interval after the first, which it waits behind.
    if (failuresInRow >= 2 || silentMs >= options.pingIntervalMs + options.timeoutMs) {
      clearInterval(timer);
      options.onSilent(Math.round(silentMs));
    } else if (!isAsking && nowMs - lastAskedAtMs > options.pingIntervalMs - tickMs / 2) {
      void ask();
    }
  }, tickMs);

  return { [Symbol.dispose]: () => clearInterval(timer) };
}
