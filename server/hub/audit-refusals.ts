import type { ErrorCode } from "@/lib/hub-protocol";
import { codeOf, watchFailures } from "./call-log";
import type { Connection } from "./connection";
import type { HubFilter } from "./filters";
import { createGather } from "./gather";

export interface Refusal {
  readonly hub: string;
  readonly method: string;
  readonly connection: Connection;
  /** FORBIDDEN, or UNAUTHENTICATED: what was called took a credential, and it was a bad one. */
  readonly code: ErrorCode;
  readonly traceId: string;
  /** How often since the last report of the same user and method; 1 for the first. */
  readonly count: number;
}

interface AuditOptions {
  record: (refusal: Refusal) => void;
  /** Repeats of one user and method are told once per interval, with their count. */
  intervalMs?: number;
}

/** Tells every `FORBIDDEN` and `UNAUTHENTICATED`: the first at once, repeats gathered; `flush` tells those at the end. */
export function auditRefusals({ record, intervalMs = 60_000 }: AuditOptions): HubFilter & { flush(): void } {
  const note = createGather<Omit<Refusal, "count">>(intervalMs, (refusal, count) => record({ ...refusal, count }));
  const filter = watchFailures(({ hub, method, connection, traceId, signal }, error) => {
    const code = codeOf(error, signal);
    if (code !== "FORBIDDEN" && code !== "UNAUTHENTICATED") return;
    note(JSON.stringify([hub, method, connection.principal.id]), { hub, method, connection, code, traceId });
  });
  return { ...filter, flush: () => note.flush() };
}
