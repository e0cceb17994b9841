/** Above a level for a while it is exceeded; only below a lower one for as long it is not any more. */
export interface Limit {
  above: number;
  below: number;
  forMs: number;
}

export type LimitState = "unknown" | "exceeded" | "kept";

/**
 * Returns a function that takes each new value and says where it stands. Values must keep coming: after a gap as long as
 * `forMs` the time counts anew. Between the two levels, and until the time is over, the state stays.
 */
export function watchLimit({ above, below, forMs }: Limit): (value: number, atMs: number) => LimitState {
  let state: LimitState = "unknown";
  let side: { is: "exceeded" | "kept"; sinceMs: number } | null = null;
  let beforeMs = Number.NEGATIVE_INFINITY;
  return (value, atMs) => {
    const is = value > above ? "exceeded" : value < below ? "kept" : null;
    const interrupted = atMs - beforeMs > Math.max(forMs, 10_000);
    beforeMs = atMs;
    if (is === null) side = null;
    else if (side?.is !== is || interrupted) side = { is, sinceMs: atMs };
    if (side !== null && atMs - side.sinceMs >= forMs) state = side.is;
    return state;
  };
}
