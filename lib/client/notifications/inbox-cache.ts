import type { InboxItem, InboxView, MarkAs, Notification, NotificationsMarked } from "@/lib/contracts/notifications";

export interface InboxList {
  items: InboxItem[];
  nextCursor: string | null;
}

const viewKinds: Partial<Record<InboxView, readonly Notification["kind"][]>> = {
  alerts: ["source.silent", "host.cpu", "host.disk", "backup.failed"],
  orders: ["order.large", "order.cancelled"],
};

/** Whether an item stands in a view of the inbox; the same rule as the server's. */
export function inInboxView(item: InboxItem, view: InboxView): boolean {
  if (view === "archived") return item.archivedAt !== null;
  if (item.archivedAt !== null) return false;
  if (view === "unread") return item.readAt === null;
  return viewKinds[view]?.includes(item.kind) ?? true;
}

const unmarked = { seenAt: null, readAt: null, archivedAt: null };

/** The list after a notification's absolute state; one's own marks stay as they are. */
export function applyNotification(list: InboxList, view: InboxView, notification: Notification): InboxList {
  const index = list.items.findIndex((item) => item.id === notification.id);
  const known = list.items[index];
  if (known && known.version >= notification.version) return list;
  const item: InboxItem = { ...unmarked, ...known, ...notification };
  if (known) return { ...list, items: list.items.with(index, item) };
  if (!inInboxView(item, view)) return list;
  const items = [item, ...list.items].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || (a.id < b.id ? 1 : -1));
  return { ...list, items };
}

/** An item after a mark; whoever reads has seen, whoever archives has both. A mark that is set keeps its first time. */
export function markItem(item: InboxItem, as: MarkAs, at: string): InboxItem {
  const seenAt = item.seenAt ?? at;
  if (as === "seen") return { ...item, seenAt };
  if (as === "unread") return { ...item, seenAt, readAt: null, archivedAt: null };
  const readAt = item.readAt ?? at;
  return { ...item, seenAt, readAt, archivedAt: as === "archived" ? (item.archivedAt ?? at) : item.archivedAt };
}

/** The list after marks. In "unread" what was read stays until the view is opened again: nothing jumps away under the pointer. */
export function applyMarks(
  list: InboxList,
  view: InboxView,
  { ids, as }: Pick<NotificationsMarked, "ids" | "as">,
  at: string,
) {
  const items = list.items
    .map((item) => (ids === null || ids.includes(item.id) ? markItem(item, as, at) : item))
    .filter((item) => (view === "unread" ? item.archivedAt === null : inInboxView(item, view)));
  return { ...list, items };
}

/** Open warnings and critical ones, critical first: what needs attention after a notification's absolute state. */
export function applyAttention(items: InboxItem[], notification: Notification): InboxItem[] {
  const rest = items.filter((item) => item.id !== notification.id);
  if (notification.resolvedAt !== null || notification.severity === "info") return rest;
  const known = items.find((item) => item.id === notification.id);
  const next = [{ ...unmarked, ...known, ...notification }, ...rest];
  return next.sort((a, b) => a.severity.localeCompare(b.severity) || b.createdAt.localeCompare(a.createdAt));
}
