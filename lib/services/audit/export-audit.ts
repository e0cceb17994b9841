import { type AuditEntry, type AuditFilter, operations } from "@/lib/contracts/audit";
import { transaction } from "@/lib/db/transaction";
import type { Services } from "../context";
import { defineStreamVerb } from "../define-verb";
import type { ListPosition } from "../list-cursor";
import { type AuditRow, toAuditEntry } from "./audit-row";
import { readAuditRows } from "./read-audit-rows";
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
    const rows: AuditRow[] = await readAuditRows(database, { filter, after: position, limit: batchRows });
    yield* rows.map(toAuditEntry);
    position = rows.at(-1) ?? null;
    if (rows.length < batchRows) return;
  }
}
