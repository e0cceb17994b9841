/** Node's timers overflow beyond 2^31 - 1 ms and then fire at once. */
const longestDelayMs = 2_147_483_647;

/**
 * Calls `warn` once, `warningMs` before `expiresAt`, and `expire` at it (both ms since 1970; at once if that time has passed).
 * Returns what stops it.
 */
export function watchExpiry(
  expiresAt: number,
  warningMs: number,
  now: () => number,
  warn: () => void,
  expire: () => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let warned = false;
  const step = () => {
    const leftMs = expiresAt - now();
    if (leftMs <= 0) return expire();
    if (leftMs <= warningMs && !warned) {
      warned = true;
      warn();
    }
    timer = setTimeout(step, Math.min(warned ? leftMs : leftMs - warningMs, longestDelayMs)).unref();
  };
  step();
  return () => clearTimeout(timer);
}
