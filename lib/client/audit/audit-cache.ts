import type { AuditEntry, AuditFilter } from "@/lib/contracts/audit";

/** A list as it stands in the query cache: newest first; `nextCursor` null when it is whole. */
export interface AuditList {
  items: AuditEntry[];
  nextCursor: string | null;
}

const compareEntries = (a: AuditEntry, b: AuditEntry): number =>
  a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1;

/** Whether an entry belongs in a filtered list, as the server decides it. */
export function matchesAudit(entry: AuditEntry, { q, action, actorId, outcome, from, to }: AuditFilter): boolean {
  const { actor, target, address } = entry;
  if (action && !entry.action.toLowerCase().startsWith(action.toLowerCase())) return false;
  if (actorId && actor.id !== actorId) return false;
  if (outcome && (entry.refusedCode === null) !== (outcome === "done")) return false;
  if (from && Date.parse(entry.at) < Date.parse(from)) return false;
  if (to && Date.parse(entry.at) >= Date.parse(to)) return false;
  const words = [actor.name, target?.name, entry.action, address];
  return !q || words.some((word) => word?.toLowerCase().includes(q.toLowerCase()));
}

/**
 * The list with entries that came in: those that fit, each once, at its place. What would lie beyond the loaded part is left to
 * its next page. The same list object when nothing was added.
 */
export function applyEntries(list: AuditList, filter: AuditFilter, entries: readonly AuditEntry[]): AuditList {
  const known = new Set(list.items.map(({ id }) => id));
  const last = list.nextCursor === null ? undefined : list.items.at(-1);
  const added = entries.filter(
    (entry) =>
      !known.has(entry.id) &&
      matchesAudit(entry, filter) &&
      (last === undefined || compareEntries(entry, last) < 0) &&
      known.add(entry.id),
  );
  return added.length === 0 ? list : { ...list, items: [...added, ...list.items].sort(compareEntries) };
}

/** Adds the next page below what is loaded. */
export function appendEntries(list: AuditList, page: AuditList): AuditList {
  const known = new Set(list.items.map(({ id }) => id));
  return {
    items: [...list.items, ...page.items.filter(({ id }) => !known.has(id))].sort(compareEntries),
    nextCursor: page.nextCursor,
  };
}
