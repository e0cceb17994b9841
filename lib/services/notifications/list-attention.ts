import { and, desc, inArray, isNull, ne, or } from "drizzle-orm";
import { operations } from "@/lib/contracts/notifications";
import { defineVerb } from "../define-verb";
import { inView, marks, marksOf, notifications, visibleTo } from "./inbox-query";
import { toInboxItem } from "./notification-row";

/** Open warnings and critical ones: conditions until they end, broadcasts until one has read them. Critical first. */
export const listAttention = defineVerb(operations.listAttention, async ({ services, principal }) => {
  const rows = await services.database.db
    .select()
    .from(notifications)
    .leftJoin(marks, marksOf(principal))
    .where(
      and(
        visibleTo(principal),
        inArray(notifications.severity, ["warning", "critical"]),
        isNull(notifications.resolvedAt),
        or(ne(notifications.kind, "broadcast"), inView.unread),
      ),
    )
    .orderBy(notifications.severity, desc(notifications.createdAt))
    .limit(20);
  return { items: rows.map((row) => toInboxItem(row.notifications, row.notification_marks)) };
});
