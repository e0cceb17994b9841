import { and, desc, eq, gte, ilike, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { AuditFilter } from "@/lib/contracts/audit";
import * as schema from "@/lib/db/schema";
import type { ListPosition } from "../list-cursor";

const { auditEntries } = schema;

/** A text that stands for itself in a LIKE pattern. */
const literal = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");

const matching = (q: string): SQL | undefined => {
  const pattern = `%${literal(q)}%`;
  const { actorName, targetName, action, address } = auditEntries;
  return or(ilike(actorName, pattern), ilike(targetName, pattern), ilike(action, pattern), ilike(address, pattern));
};

/** The rows that a filter lets through. */
export const auditWhere = ({ q, action, actorId, outcome, from, to }: AuditFilter): SQL | undefined =>
  and(
    q ? matching(q) : undefined,
    action ? ilike(auditEntries.action, `${literal(action)}%`) : undefined,
    actorId ? eq(auditEntries.actorId, actorId) : undefined,
    outcome === "done" ? isNull(auditEntries.refusedCode) : undefined,
    outcome === "refused" ? isNotNull(auditEntries.refusedCode) : undefined,
    auditDays({ from, to }),
  );

/** The rows of the days that a filter asks for. */
export const auditDays = ({ from, to }: Pick<AuditFilter, "from" | "to">): SQL | undefined =>
  and(from ? gte(auditEntries.at, new Date(from)) : undefined, to ? lt(auditEntries.at, new Date(to)) : undefined);

export const newestFirst = [desc(auditEntries.at), desc(auditEntries.id)];

export const afterPosition = (position: ListPosition | null): SQL | undefined =>
  position === null
    ? undefined
    : sql`(${auditEntries.at}, ${auditEntries.id}) < (${position.at.toISOString()}::timestamptz, ${position.id}::uuid)`;

/** Up to that row, itself included. */
export const untilPosition = (position: ListPosition | null): SQL | undefined =>
  position === null
    ? undefined
    : sql`(${auditEntries.at}, ${auditEntries.id}) >= (${position.at.toISOString()}::timestamptz, ${position.id}::uuid)`;
