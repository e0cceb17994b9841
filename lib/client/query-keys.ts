import type { AuditFilter } from "@/lib/contracts/audit";
import type { InboxView } from "@/lib/contracts/notifications";
import type { OrderFilter } from "@/lib/contracts/orders";
import type { RangeKey } from "@/lib/contracts/overview";

/** Every key of the query cache, in one place: a prefix addresses the whole family. */
export const queryKeys = {
  overview: { all: ["overview"] as const, range: (range: RangeKey) => ["overview", range] as const },
  orders: {
    all: ["orders"] as const,
    lists: ["orders", "list"] as const,
    list: (filter: OrderFilter) => ["orders", "list", filter] as const,
    one: (id: string) => ["orders", "one", id] as const,
    history: (id: string) => ["orders", "history", id] as const,
  },
  inbox: {
    all: ["inbox"] as const,
    lists: ["inbox", "list"] as const,
    list: (view: InboxView) => ["inbox", "list", view] as const,
    unread: ["inbox", "unread"] as const,
    attention: ["inbox", "attention"] as const,
  },
  metrics: {
    all: ["metrics"] as const,
    series: ["metrics", "series"] as const,
    columns: (series: readonly number[], range: string) => ["metrics", "columns", series.join(","), range] as const,
  },
  audit: {
    lists: ["audit", "list"] as const,
    list: (filter: AuditFilter) => ["audit", "list", filter] as const,
  },
  me: ["me"] as const,
  users: ["users"] as const,
  deadLetters: ["dead-letters"] as const,
  apiKeys: ["api-keys"] as const,
  invitations: ["invitations"] as const,
  sessions: { mine: ["sessions", "mine"] as const, ofUser: (id: string) => ["sessions", "user", id] as const },
};
