import { and, count, eq, gte, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { InboxView } from "@/lib/contracts/notifications";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import type { Principal } from "../context";

export const { notifications, notificationMarks: marks } = schema;

const orderKinds = ["order.large", "order.cancelled"] as const;
const alertKinds = ["source.silent", "host.cpu", "host.disk", "backup.failed"] as const;

/** Each person's marks beside each notification. */
export const marksOf = (principal: Principal) =>
  and(eq(marks.notificationId, notifications.id), eq(marks.userId, principal.id));

/** By role, and not what was told before the account existed. */
export const visibleTo = (principal: Principal): SQL | undefined =>
  and(
    sql`${notifications.audience}->'roles' ? ${principal.role}`,
    gte(
      notifications.createdAt,
      sql`coalesce((select ${schema.users.createdAt} from ${schema.users} where ${schema.users.id} = ${principal.id}), '-infinity')`,
    ),
  );

export const inView: Record<InboxView, SQL | undefined> = {
  all: isNull(marks.archivedAt),
  unread: and(isNull(marks.archivedAt), isNull(marks.readAt)),
  alerts: and(isNull(marks.archivedAt), inArray(notifications.kind, [...alertKinds])),
  orders: and(isNull(marks.archivedAt), inArray(notifications.kind, [...orderKinds])),
  archived: isNotNull(marks.archivedAt),
};

/** The badge: what is neither read nor archived. */
export async function countUnread(reader: Database["db"] | Transaction, principal: Principal): Promise<number> {
  const [row] = await reader
    .select({ unread: count() })
    .from(notifications)
    .leftJoin(marks, marksOf(principal))
    .where(and(visibleTo(principal), inView.unread));
  return row?.unread ?? 0;
}
