import { type AuditEntry, type AuditFilter, operations } from "@/lib/contracts/audit";
import { transaction } from "@/lib/db/transaction";
import { defineStreamVerb, type SignedInContext } from "../define-verb";
import { demandStill } from "../identity/still-allowed";
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
  return readEntries(context, filter);
});

/** Throws UNAUTHENTICATED or FORBIDDEN between two batches when who reads may no longer. */
async function* readEntries(context: SignedInContext, filter: AuditFilter): AsyncGenerator<AuditEntry> {
  const { database } = context.services;
  let position: ListPosition | null = null;
  while (!context.signal?.aborted) {
    const rows: AuditRow[] = await readAuditRows(database, { filter, after: position, limit: batchRows });
    yield* rows.map(toAuditEntry);
    position = rows.at(-1) ?? null;
    if (rows.length < batchRows) return;
    // A file is taken as slowly as its reader likes: what they may is asked anew.
    await transaction(database, (tx) => demandStill(tx, context, "audit.read"));
  }
}
