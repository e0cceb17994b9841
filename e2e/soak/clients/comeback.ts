import { setTimeout as wait } from "node:timers/promises";

/** Keeps one attempt after the other going until stopped; an attempt resolves when its connection is over, to the ms until the next. */
export function keepComing(attempt: (signal: AbortSignal) => Promise<number>): () => void {
  const abort = new AbortController();
  const run = async () => {
    while (!abort.signal.aborted) {
      const waitMs = await attempt(abort.signal);
      await wait(waitMs, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  };
  void run();
  return () => abort.abort();
}
