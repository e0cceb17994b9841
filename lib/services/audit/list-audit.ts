import { operations } from "@/lib/contracts/audit";
import { readHead } from "@/lib/db/stream-log";
import { readSnapshot } from "@/lib/db/transaction";
import { defineVerb } from "../define-verb";
import { decodeCursor, encodeCursor } from "../list-cursor";
import { toAuditEntry } from "./audit-row";
import { readAuditRows } from "./read-audit-rows";

/**
 * Who did what from where, newest first, with the stream's place before it was read: what comes in meanwhile may be in the list
 * and come on the stream again, and is missing in neither.
 */
export const listAudit = defineVerb(operations.listAudit, async ({ services }, { limit, cursor, ...filter }) => {
  const after = decodeCursor(cursor);
  const { database } = services;
  const { epoch, head } = await readSnapshot(database, (tx) => readHead(tx, "audit"));
  const rows = await readAuditRows(database, { filter, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toAuditEntry),
    nextCursor: rows.length > page.length && last ? encodeCursor(last) : null,
    epoch,
    head,
  };
});
