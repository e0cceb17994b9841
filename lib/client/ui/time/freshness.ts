export type Freshness = "live" | "delayed" | "stale";

/** Age from which a value is stale: three intervals, at least 10 s. */
export const staleAfterMs = (intervalMs: number): number => Math.max(3 * intervalMs, 10_000);

/** Age from which a value is late but not yet stale: two intervals, at least 3 s. */
export const delayedAfterMs = (intervalMs: number): number =>
  Math.min(Math.max(2 * intervalMs, 3000), staleAfterMs(intervalMs));

/** What to say of data whose newest sample is `ageMs` old and that should come each `intervalMs`. */
export function freshnessOf(ageMs: number, intervalMs: number): Freshness {
  if (ageMs > staleAfterMs(intervalMs)) return "stale";
  return ageMs > delayedAfterMs(intervalMs) ? "delayed" : "live";
}
