import { and } from "drizzle-orm";
import { operations } from "@/lib/contracts/audit";
import * as schema from "@/lib/db/schema";
import { readHead } from "@/lib/db/stream-log";
import { readSnapshot } from "@/lib/db/transaction";
import { defineVerb } from "../define-verb";
import { decodeCursor, encodeCursor } from "../list-cursor";
import { afterPosition, auditWhere, newestFirst } from "./audit-query";
import { toAuditEntry } from "./audit-row";

/** Who did what from where, newest first, with the stream's place of the same instant. */
export const listAudit = defineVerb(operations.listAudit, async ({ services }, { limit, cursor, ...filter }) => {
  const after = decodeCursor(cursor);
  return readSnapshot(services.database, async (tx) => {
    const rows = await tx
      .select()
      .from(schema.auditEntries)
      .where(and(auditWhere(filter), afterPosition(after)))
      .orderBy(...newestFirst)
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const { epoch, head } = await readHead(tx, "audit");
    return {
      items: page.map(toAuditEntry),
      nextCursor: rows.length > page.length && last ? encodeCursor(last) : null,
      epoch,
      head,
    };
  });
});
