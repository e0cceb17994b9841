import type { MarkAs } from "@/lib/contracts/notifications";

interface Row {
  id: string;
  readAt: string | null;
  archivedAt: string | null;
}

/** What a key means on a row of the inbox; Enter opens by itself, because the row is a link or a button. */
export type KeyMeaning = { kind: "go"; to: string } | { kind: "mark"; id: string; as: MarkAs } | null;

const steps: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index, count) => Math.min(count - 1, index + 1),
  ArrowUp: (index) => Math.max(0, index - 1),
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** The meaning of a key pressed on the row `activeId`. */
export function meaningOf(key: string, rows: readonly Row[], activeId: string): KeyMeaning {
  const index = rows.findIndex((row) => row.id === activeId);
  const row = rows[index];
  if (!row) return null;
  const step = steps[key];
  if (step) {
    const to = rows[step(index, rows.length)]?.id;
    return to === undefined || to === activeId ? null : { kind: "go", to };
  }
  if (key === "e") return row.archivedAt === null ? { kind: "mark", id: row.id, as: "archived" } : null;
  if (key === "u") return { kind: "mark", id: row.id, as: row.readAt === null ? "read" : "unread" };
  return null;
}

/** The row that takes the place of `activeId` after the rows changed: itself, else the next one that is left, else the last. */
export function activeAfter(before: readonly Row[], rows: readonly Row[], activeId: string | null): string | null {
  const left = new Set(rows.map((row) => row.id));
  if (activeId !== null && left.has(activeId)) return activeId;
  const index = before.findIndex((row) => row.id === activeId);
  if (index === -1) return rows[0]?.id ?? null;
  const next =
    before.slice(index).find((row) => left.has(row.id)) ?? before.slice(0, index).findLast((row) => left.has(row.id));
  return next?.id ?? rows[0]?.id ?? null;
}
