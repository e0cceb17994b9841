/** Waits for a condition that somebody else checks when it may have come true. */
export function createIdle(isIdle: () => boolean) {
  const waiting = new Set<() => void>();
  return {
    check(): void {
      if (isIdle()) for (const resolve of waiting) resolve();
    },
    /** Resolves when it is so, at the latest after `timeoutMs`. */
    reached: (timeoutMs: number): Promise<void> =>
      new Promise((resolve) => {
        if (isIdle()) return resolve();
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        waiting.add(done);
      }),
  };
}
