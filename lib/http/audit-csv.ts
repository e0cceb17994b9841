import type { AuditEntry } from "@/lib/contracts/audit";
import type { CsvValue } from "@/lib/csv";
import { exportAudit } from "@/lib/services/audit/export-audit";
import { csvRoute } from "./csv-route";

const columns: Record<string, (entry: AuditEntry) => CsvValue> = {
  time: ({ at }) => at,
  outcome: ({ refusedCode }) => (refusedCode === null ? "done" : "refused"),
  refused_code: ({ refusedCode }) => refusedCode,
  action: ({ action }) => action,
  count: ({ count }) => count,
  actor_kind: ({ actor }) => actor.kind,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name,
  target_kind: ({ target }) => target?.kind ?? null,
  target_id: ({ target }) => target?.id ?? null,
  target_name: ({ target }) => target?.name ?? null,
  via: ({ via }) => via,
  address: ({ address }) => address,
  user_agent: ({ userAgent }) => userAgent,
  trace_id: ({ traceId }) => traceId,
  detail: ({ detail }) => JSON.stringify(detail),
};

/** The audit as a file: the same filter as the list, all of it. */
export const auditCsv = csvRoute(exportAudit, { name: "pulseboard-audit", columns });
