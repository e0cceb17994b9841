import type { InboxPage, InboxView } from "@/lib/contracts/notifications";

/** What the server has read for the first paint of the inbox. */
export interface InboxData {
  view: InboxView;
  page: InboxPage;
  /** Server time of the reading, ms. */
  readAt: number;
}

export const inboxViews: readonly { key: InboxView; label: string; short: string }[] = [
  { key: "all", label: "All", short: "All" },
  { key: "unread", label: "Unread", short: "Unread" },
  { key: "alerts", label: "Alerts", short: "Alerts" },
  { key: "orders", label: "Orders", short: "Orders" },
  { key: "archived", label: "Archived", short: "Archived" },
];

/** The view that an address names; all for anything else. */
export const readInboxView = (text: string | null | undefined): InboxView =>
  inboxViews.find((view) => view.key === text)?.key ?? "all";

/** The address's query for a view, with its "?"; empty for all. */
export const inboxSearch = (view: InboxView): string => (view === "all" ? "" : `?view=${view}`);

/** What an empty view says, and what will fill it. */
export const emptyTexts: Record<InboxView, { title: string; next: string }> = {
  all: {
    title: "Nothing here yet",
    next: "Large and cancelled orders, silent sources, a busy processor, a full disk and announcements arrive here.",
  },
  unread: { title: "All read", next: "What comes in next stands here until you open it." },
  alerts: { title: "No alerts", next: "A source that falls silent, a busy processor or a full disk is told here." },
  orders: { title: "No order needs a look", next: "Large orders and cancellations are told here." },
  archived: {
    title: "Nothing archived",
    next: "Archive what is done, with E or its button: it moves here and can come back.",
  },
};
