import { and, eq, inArray, sql } from "drizzle-orm";
import { type MarkAs, operations } from "@/lib/contracts/notifications";
import { transaction } from "@/lib/db/transaction";
import { defineVerb } from "../define-verb";
import { countUnread, inView, marks, marksOf, notifications, visibleTo } from "./inbox-query";

/** What each mark sets; whoever reads has seen, whoever archives has both. A mark that is set keeps its first time. */
const effects: Record<MarkAs, { seen: boolean; read: boolean; archived: boolean }> = {
  seen: { seen: true, read: false, archived: false },
  read: { seen: true, read: true, archived: false },
  archived: { seen: true, read: true, archived: true },
  unread: { seen: true, read: false, archived: false },
};

/** Marks one's own notifications (all of them without `ids`) and tells one's other connections. Unknown ids are ignored. */
export const markNotifications = defineVerb(operations.markNotifications, async (context, { ids, as }) => {
  const { services, principal } = context;
  const now = services.now();
  const { seen, read, archived } = effects[as];
  const unread = await transaction(services.database, async (tx) => {
    const targets = await tx
      .select({ id: notifications.id })
      .from(notifications)
      .leftJoin(marks, marksOf(principal))
      .where(and(visibleTo(principal), ids ? inArray(notifications.id, ids) : inView.unread));
    if (targets.length > 0) {
      await tx
        .insert(marks)
        .values(
          targets.map(({ id }) => ({
            userId: principal.id,
            notificationId: id,
            seenAt: seen ? now : null,
            readAt: read ? now : null,
            archivedAt: archived ? now : null,
          })),
        )
        .onConflictDoUpdate({
          target: [marks.userId, marks.notificationId],
          set: {
            seenAt: sql`coalesce(${marks.seenAt}, excluded.seen_at)`,
            readAt: as === "unread" ? sql`null` : sql`coalesce(${marks.readAt}, excluded.read_at)`,
            archivedAt: as === "unread" ? sql`null` : sql`coalesce(${marks.archivedAt}, excluded.archived_at)`,
          },
          setWhere: eq(marks.userId, principal.id),
        });
    }
    return countUnread(tx, principal);
  });
  const payload = { ids: ids ?? null, as, unread };
  services.hub.notificationsMarked(principal.id, payload, context.connectionId);
  return payload;
});
