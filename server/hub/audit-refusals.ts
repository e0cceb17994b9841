import { codeOf, watchFailures } from "./call-log";
import type { Connection } from "./connection";
import type { HubFilter } from "./filters";

export interface Refusal {
  readonly hub: string;
  readonly method: string;
  readonly connection: Connection;
  readonly traceId: string;
  /** How often since the last report of the same user and method; 1 for the first. */
  readonly count: number;
}

interface AuditOptions {
  record: (refusal: Refusal) => void;
  /** Repeats of one user and method are told once per interval, with their count. */
  intervalMs?: number;
}

interface Repeats {
  latest: Omit<Refusal, "count">;
  count: number;
  timer: NodeJS.Timeout;
}

/** How many users and methods are kept apart; beyond, what repeats is told at once again rather than kept. */
const maxKept = 10_000;

/** Tells every `FORBIDDEN`: the first at once, repeats gathered, so that nobody can flood whoever listens. */
export function auditRefusals({ record, intervalMs = 60_000 }: AuditOptions): HubFilter {
  const kept = new Map<string, Repeats>();

  function close(key: string): void {
    const repeats = kept.get(key);
    kept.delete(key);
    if (repeats !== undefined && repeats.count > 0) {
      note(key, repeats.latest, repeats.count);
    }
  }

  function note(key: string, refusal: Omit<Refusal, "count">, count: number): void {
    record({ ...refusal, count });
    if (kept.size >= maxKept) return;
    kept.set(key, { latest: refusal, count: 0, timer: setTimeout(() => close(key), intervalMs).unref() });
  }

  return watchFailures(({ hub, method, connection, traceId, signal }, error) => {
    if (codeOf(error, signal) !== "FORBIDDEN") return;
    const refusal = { hub, method, connection, traceId };
    const key = JSON.stringify([hub, method, connection.principal.id]);
    const repeats = kept.get(key);
    if (repeats === undefined) {
      note(key, refusal, 1);
    } else {
      repeats.count += 1;
      repeats.latest = refusal;
    }
  });
}
