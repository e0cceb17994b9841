import { and, desc, sql } from "drizzle-orm";
import { operations } from "@/lib/contracts/notifications";
import { readHead } from "@/lib/db/stream-log";
import { readSnapshot } from "@/lib/db/transaction";
import { defineVerb } from "../define-verb";
import { decodeCursor, encodeCursor } from "../list-cursor";
import { countUnread, inView, marks, marksOf, notifications, visibleTo } from "./inbox-query";
import { toInboxItem } from "./notification-row";

/** One's own inbox, newest first, with the badge's count and the stream's place of the same instant. */
export const listNotifications = defineVerb(operations.listNotifications, async ({ services, principal }, input) => {
  const after = decodeCursor(input.cursor);
  return readSnapshot(services.database, async (tx) => {
    const rows = await tx
      .select()
      .from(notifications)
      .leftJoin(marks, marksOf(principal))
      .where(
        and(
          visibleTo(principal),
          inView[input.view],
          after
            ? sql`(${notifications.createdAt}, ${notifications.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
            : undefined,
        ),
      )
      .orderBy(desc(notifications.createdAt), desc(notifications.id))
      .limit(input.limit + 1);
    const page = rows.slice(0, input.limit);
    const last = page.at(-1)?.notifications;
    const { epoch, head } = await readHead(tx, "notifications");
    return {
      items: page.map((row) => toInboxItem(row.notifications, row.notification_marks)),
      unread: await countUnread(tx, principal),
      nextCursor: rows.length > page.length && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
      epoch,
      head,
    };
  });
});
