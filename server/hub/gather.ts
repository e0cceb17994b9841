interface Gathered<T> {
  latest: T;
  count: number;
}

interface GatherOptions<T> {
  /** Of a kind's repeats the latest is told; or what this makes of what was to be told and the next. */
  merge?: (before: T, next: T) => T;
  /** How many kinds are kept apart; beyond, what repeats is told at once rather than kept. */
  maxKinds?: number;
}

/** Notes that something of a kind happened. */
export interface Gather<T> {
  (kind: string, item: T): void;
  /** Tells at once what repeats have gathered: for the end. */
  flush(): void;
}

/**
 * Returns what notes that something happened: the first of a kind is told at once, its repeats once per `intervalMs` with their count, so that
 * nobody can flood whoever listens.
 */
export function createGather<T>(
  intervalMs: number,
  tell: (latest: T, count: number) => void,
  { merge = (_before, next) => next, maxKinds = 10_000 }: GatherOptions<T> = {},
): Gather<T> {
  const kept = new Map<string, Gathered<T>>();

  function begin(kind: string, latest: T, count: number): void {
    tell(latest, count);
    if (kept.size >= maxKinds) return;
    kept.set(kind, { latest, count: 0 });
    setTimeout(() => finish(kind), intervalMs).unref();
  }

  function finish(kind: string): void {
    const gathered = kept.get(kind);
    kept.delete(kind);
    if (gathered !== undefined && gathered.count > 0) begin(kind, gathered.latest, gathered.count);
  }

  const note = (kind: string, item: T): void => {
    const gathered = kept.get(kind);
    if (gathered === undefined) {
      begin(kind, item, 1);
      return;
    }
    // What is kept at zero has been told already.
    gathered.latest = gathered.count === 0 ? item : merge(gathered.latest, item);
    gathered.count += 1;
  };
  return Object.assign(note, {
    flush() {
      for (const gathered of kept.values()) {
        if (gathered.count === 0) continue;
        tell(gathered.latest, gathered.count);
        gathered.count = 0;
      }
    },
  });
}
