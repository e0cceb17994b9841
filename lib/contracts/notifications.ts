import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { PageLimit, text, Uuid } from "./primitives";
import { Role } from "./role";

export const Severity = z.enum(["info", "warning", "critical"]);
export type Severity = z.infer<typeof Severity>;

export const NotificationKind = z.enum([
  "order.large",
  "order.cancelled",
  "source.silent",
  "host.cpu",
  "host.disk",
  "backup.failed",
  "broadcast",
]);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** Who may see a notification: everybody signed in who has one of the roles. */
export const NotificationAudience = z.strictObject({ roles: z.array(Role).min(1) });
export type NotificationAudience = z.infer<typeof NotificationAudience>;

/**
 * As it travels on the stream: the same for everybody of its audience. Text only, never a customer's name.
 * `resolvedAt` is set once a condition (silence, CPU, disk, backup) ended; `count` how often it repeated under one `fingerprint`.
 */
export const Notification = z.strictObject({
  id: Uuid,
  kind: NotificationKind,
  severity: Severity,
  title: z.string(),
  body: z.string(),
  fingerprint: z.string(),
  link: z.string().nullable(),
  count: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  resolvedAt: z.string().nullable(),
  version: z.int(),
});
export type Notification = z.infer<typeof Notification>;

/** What one user did with it. Times ISO 8601 or null. */
export const Marks = z.strictObject({
  seenAt: z.string().nullable(),
  readAt: z.string().nullable(),
  archivedAt: z.string().nullable(),
});

export const InboxItem = Notification.extend({ ...Marks.shape });
export type InboxItem = z.infer<typeof InboxItem>;

export const InboxView = z.enum(["all", "unread", "alerts", "orders", "archived"]);
export type InboxView = z.infer<typeof InboxView>;

export const ListNotifications = z.strictObject({
  view: InboxView.default("all"),
  limit: PageLimit,
  cursor: z.string().max(200).optional(),
});

/** `unread` counts everything not read and not archived, whatever the view; `epoch` and `head` as in an order page. */
export const InboxPage = z.strictObject({
  items: z.array(InboxItem),
  unread: z.int(),
  nextCursor: z.string().nullable(),
  epoch: z.string(),
  head: z.int(),
});
export type InboxPage = z.infer<typeof InboxPage>;

export const MarkAs = z.enum(["seen", "read", "unread", "archived"]);
export type MarkAs = z.infer<typeof MarkAs>;

/** `ids` absent means everything one may see. */
export const MarkNotifications = z.strictObject({ ids: z.array(Uuid).min(1).max(500).optional(), as: MarkAs });

export const NotificationsMarked = z.strictObject({ ids: z.array(Uuid).nullable(), as: MarkAs, unread: z.int() });
export type NotificationsMarked = z.infer<typeof NotificationsMarked>;

export const Broadcast = z.strictObject({
  severity: Severity,
  title: text(120),
  body: text(1000),
  audience: NotificationAudience,
});

export const operations = {
  listNotifications: operation({ input: ListNotifications, output: InboxPage, permission: "own" }),
  listAttention: operation({
    input: z.strictObject({}),
    output: z.strictObject({ items: z.array(InboxItem) }),
    permission: "own",
  }),
  markNotifications: operation({ input: MarkNotifications, output: NotificationsMarked, permission: "own" }),
  broadcast: operation({ input: Broadcast, output: Notification, permission: "broadcast.send" }),
};
