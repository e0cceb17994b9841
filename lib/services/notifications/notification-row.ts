import { v7 as uuidv7 } from "uuid";
import type { InboxItem, Notification } from "@/lib/contracts/notifications";
import { appendOutbox } from "@/lib/db/outbox";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";

export type NotificationRow = typeof schema.notifications.$inferSelect;
type MarkRow = Pick<typeof schema.notificationMarks.$inferSelect, "seenAt" | "readAt" | "archivedAt">;

/** Everybody who has a role. */
export const everyRole = { roles: ["viewer", "operator", "admin"] };

export const toNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  kind: row.kind,
  severity: row.severity,
  title: row.title,
  body: row.body,
  fingerprint: row.fingerprint,
  link: row.link,
  count: row.count,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  version: row.version,
});

export const toInboxItem = (row: NotificationRow, marks: MarkRow | null): InboxItem => ({
  ...toNotification(row),
  seenAt: marks?.seenAt?.toISOString() ?? null,
  readAt: marks?.readAt?.toISOString() ?? null,
  archivedAt: marks?.archivedAt?.toISOString() ?? null,
});

export type NewNotification = Pick<Notification, "kind" | "severity" | "title" | "body" | "fingerprint" | "link"> & {
  audience?: { roles: string[] };
};

/** Inserts a notification and its event, in the transaction of what caused it. */
export async function addNotification(tx: Transaction, entry: NewNotification, now: Date): Promise<Notification> {
  const audience = entry.audience ?? everyRole;
  const [row] = await tx
    .insert(schema.notifications)
    .values({ ...entry, id: uuidv7(), audience, createdAt: now, updatedAt: now })
    .returning();
  if (!row) throw new Error("insert … returning gave no row");
  const notification = toNotification(row);
  await appendOutbox(tx, {
    stream: "notifications",
    type: "notification.created",
    at: now,
    data: notification,
    audience,
  });
  return notification;
}
