import type { AuditEntry } from "@/lib/contracts/audit";
import type * as schema from "@/lib/db/schema";

export type AuditRow = typeof schema.auditEntries.$inferSelect;

export const toAuditEntry = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  action: row.action,
  target: row.targetKind === null ? null : { kind: row.targetKind, id: row.targetId, name: row.targetName },
  refusedCode: row.refusedCode,
  count: row.count,
  via: row.via,
  address: row.address,
  userAgent: row.userAgent,
  traceId: row.traceId,
  detail: row.detail,
});
