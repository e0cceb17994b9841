import { and } from "drizzle-orm";
import type { AuditFilter } from "@/lib/contracts/audit";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import type { ListPosition } from "../list-cursor";
import { afterPosition, auditDays, auditWhere, newestFirst, untilPosition } from "./audit-query";
import type { AuditRow } from "./audit-row";

const { auditEntries } = schema;

/** Rows that one query looks at where no index leads: some 60 ms on the embedded database, where everybody else waits. */
const sliceRows = 20_000;

interface Wanted {
  filter: AuditFilter;
  after: ListPosition | null;
  limit: number;
  /** For tests. */
  rowsAtOnce?: number;
}

/**
 * The newest rows after a position that a filter lets through. What no index finds is looked for slice by slice, so that a search
 * for something rare keeps nobody waiting for long.
 */
export async function readAuditRows(
  { db }: Pick<Database, "db">,
  { filter, after, limit, rowsAtOnce = sliceRows }: Wanted,
): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  let position = after;
  for (;;) {
    const end = isIndexed(filter) ? null : await sliceEnd(position);
    const found = await db
      .select()
      .from(auditEntries)
      .where(and(auditWhere(filter), afterPosition(position), untilPosition(end)))
      .orderBy(...newestFirst)
      .limit(limit - rows.length);
    rows.push(...found);
    if (end === null || rows.length >= limit) return rows;
    position = end;
  }

  /** The last row of the next slice; null when it is the last slice. */
  async function sliceEnd(from: ListPosition | null): Promise<ListPosition | null> {
    const [end] = await db
      .select({ at: auditEntries.at, id: auditEntries.id })
      .from(auditEntries)
      .where(and(auditDays(filter), afterPosition(from)))
      .orderBy(...newestFirst)
      .offset(rowsAtOnce - 1)
      .limit(1);
    return end ?? null;
  }
}

const isIndexed = ({ q, action, outcome, actorId }: AuditFilter): boolean =>
  actorId !== undefined || (!q && !action && !outcome);
