/** How long to wait before the given retry (from 1), in ms; null to give up. `random` gives numbers in [0, 1). */
export type RetryPolicy = (retry: number, random: () => number) => number | null;

/** Full jitter: anything between nothing and a bound that doubles, so that a herd of clients spreads itself. */
export const fullJitter =
  (baseMs: number, capMs: number): RetryPolicy =>
  (retry, random) =>
    random() * Math.min(capMs, baseMs * 2 ** Math.min(retry - 1, 30));

const shortTries = 8;
const [soon, late] = [fullJitter(500, 3_000), fullJitter(500, 10_000)];

/** A server that goes is usually back within seconds, and nobody should wait for ten more then; one that stays away is asked less often. */
export const defaultRetryPolicy: RetryPolicy = (retry, random) => (retry <= shortTries ? soon : late)(retry, random);
