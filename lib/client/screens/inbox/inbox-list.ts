import type { InboxItem, InboxView, NotificationsMarked } from "@/lib/contracts/notifications";
import { type InboxList, inInboxView, markItem } from "../../notifications/inbox-cache";

const newestFirst = (a: InboxItem, b: InboxItem): number =>
  b.createdAt.localeCompare(a.createdAt) || (a.id < b.id ? 1 : -1);

const byId = (items: readonly InboxItem[]): Map<string, InboxItem> => new Map(items.map((item) => [item.id, item]));

/**
 * A page that was read again, with what the hub told meanwhile: newer states stay, and so does what was created since the
 * reading began (`startedAt`, ISO 8601 by the server's clock).
 */
export function mergeFirstPage(
  page: InboxList,
  known: InboxList | undefined,
  view: InboxView,
  startedAt: string,
): InboxList {
  if (!known) return { items: page.items, nextCursor: page.nextCursor };
  const before = byId(known.items);
  const read = page.items.map((item) => {
    const other = before.get(item.id);
    if (!other || other.version <= item.version) return item;
    return { ...other, seenAt: item.seenAt, readAt: item.readAt, archivedAt: item.archivedAt };
  });
  const ids = byId(read);
  const later = known.items.filter(
    (item) => !ids.has(item.id) && item.createdAt > startedAt && inInboxView(item, view),
  );
  return { items: [...later, ...read], nextCursor: page.nextCursor };
}

/** The list without what was left standing in it, although it belongs to the view no longer. */
export const keepView = (list: InboxList, view: InboxView): InboxList => ({
  ...list,
  items: list.items.filter((item) => inInboxView(item, view)),
});

/** The list with an older page at its end; what stands there already stays as it is. */
export function appendPage(list: InboxList, page: InboxList): InboxList {
  const ids = byId(list.items);
  return { items: [...list.items, ...page.items.filter((item) => !ids.has(item.id))], nextCursor: page.nextCursor };
}

/** Takes marks back that the server refused: as they were `before`, in a list that has moved on since. */
export function restoreMarks(list: InboxList, view: InboxView, before: readonly InboxItem[]): InboxList {
  const old = byId(before);
  const items = list.items.map((item) => {
    const was = old.get(item.id);
    return was ? { ...item, seenAt: was.seenAt, readAt: was.readAt, archivedAt: was.archivedAt } : item;
  });
  const ids = byId(items);
  const gone = before.filter((item) => !ids.has(item.id) && inInboxView(item, view));
  return { ...list, items: gone.length === 0 ? items : [...items, ...gone].sort(newestFirst) };
}

/** The part of a list that is shown while new rows are held back, and how many wait. `heldAt` is the newest row's time then. */
export function heldRows(
  items: readonly InboxItem[],
  heldAt: string | null,
): { shown: readonly InboxItem[]; waiting: number } {
  if (heldAt === null) return { shown: items, waiting: 0 };
  const shown = items.filter((item) => item.createdAt <= heldAt);
  return { shown, waiting: items.length - shown.length };
}

/** The badge after a mark, as far as this page can know; the server's count follows. `items` are all that are known. */
export function unreadAfter(
  unread: number,
  items: readonly InboxItem[],
  { ids, as }: Pick<NotificationsMarked, "ids" | "as">,
  at: string,
): number {
  if (ids === null) return as === "read" || as === "archived" ? 0 : unread;
  const marked = items.filter((item) => ids.includes(item.id));
  const change = marked.reduce((sum, item) => sum + countOf(markItem(item, as, at)) - countOf(item), 0);
  return Math.max(0, unread + change);
}

const countOf = (item: InboxItem): number => Number(inInboxView(item, "unread"));
