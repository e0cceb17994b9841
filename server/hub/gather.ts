interface Gathered<T> {
  latest: T;
  count: number;
}

/** How many kinds are kept apart; beyond, what repeats is told at once rather than kept. */
const maxKept = 10_000;

/**
 * Returns what notes that something happened: the first of a kind is told at once, its repeats once per `intervalMs` with their count, so that
 * nobody can flood whoever listens.
 */
export function createGather<T>(intervalMs: number, tell: (latest: T, count: number) => void) {
  const kept = new Map<string, Gathered<T>>();

  function begin(kind: string, latest: T, count: number): void {
    tell(latest, count);
    if (kept.size >= maxKept) return;
    kept.set(kind, { latest, count: 0 });
    setTimeout(() => finish(kind), intervalMs).unref();
  }

  function finish(kind: string): void {
    const gathered = kept.get(kind);
    kept.delete(kind);
    if (gathered !== undefined && gathered.count > 0) begin(kind, gathered.latest, gathered.count);
  }

  return (kind: string, item: T): void => {
    const gathered = kept.get(kind);
    if (gathered === undefined) {
      begin(kind, item, 1);
      return;
    }
    gathered.count += 1;
    gathered.latest = item;
  };
}
