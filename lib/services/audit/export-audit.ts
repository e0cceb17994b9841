import { and } from "drizzle-orm";
import { type AuditEntry, type AuditFilter, operations } from "@/lib/contracts/audit";
import * as schema from "@/lib/db/schema";
import { transaction } from "@/lib/db/transaction";
import type { Services } from "../context";
import { defineStreamVerb } from "../define-verb";
import type { ListPosition } from "../list-cursor";
import { afterPosition, auditWhere, newestFirst } from "./audit-query";
import { toAuditEntry } from "./audit-row";
import { recordAudit } from "./record-audit";

/** Rows of one query: some 10 ms on the embedded database, where everybody else waits. */
const batchRows = 500;

/** Everything that a filter lets through, newest first, read in batches as it is taken. That it was asked for is an entry itself. */
export const exportAudit = defineStreamVerb(operations.exportAudit, async (context, filter) => {
  const { services } = context;
  await transaction(services.database, (tx) => recordAudit(tx, context, { action: "audit.exported", detail: filter }));
  services.wakeRelay();
  return readEntries(services, filter, context.signal);
});

async function* readEntries(
  { database }: Services,
  filter: AuditFilter,
  signal: AbortSignal | undefined,
): AsyncGenerator<AuditEntry> {
  let position: ListPosition | null = null;
  while (!signal?.aborted) {
    const rows: (typeof schema.auditEntries.$inferSelect)[] = await database.db
      .select()
      .from(schema.auditEntries)
      .where(and(auditWhere(filter), afterPosition(position)))
      .orderBy(...newestFirst)
      .limit(batchRows);
    yield* rows.map(toAuditEntry);
    position = rows.at(-1) ?? null;
    if (rows.length < batchRows) return;
  }
}
