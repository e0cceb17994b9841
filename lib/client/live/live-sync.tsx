"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { Notification } from "@/lib/contracts/notifications";
import type { Cursor } from "@/lib/hub-protocol";
import { useHubEvent, useStream } from "../hub/ops";
import { forgetOrders } from "../orders/recent-orders";
import { queryKeys } from "../query-keys";
import { usePause } from "../shell/pause";
import { showToast } from "../ui/toast/toast-store";
import { applyMarksToCache, applyNotificationToCache, applyOrdersToCache } from "./apply-to-cache";
import { useAfterAbsence } from "./use-after-absence";
import { useThrottled } from "./use-throttled";

interface LiveSyncProps {
  /** Where the page that the server rendered stands in each stream. */
  cursors: { orders: Cursor; notifications: Cursor };
  /** Events applied after an absence; 0 when nothing was missed. */
  onCaughtUp(events: number): void;
  /** The stream had to start anew: what is shown was read again. */
  onResync(): void;
}

/** How often the figures of the overview are read again while orders come in. */
const overviewPauseMs = 3_000;

/** Applies both durable streams to the query cache, whatever page is open. It renders nothing. */
export function LiveSync({ cursors, onCaughtUp, onResync }: LiveSyncProps) {
  const client = useQueryClient();
  const { count } = usePause();
  const refreshOverview = useThrottled(
    () => void client.invalidateQueries({ queryKey: queryKeys.overview.all }),
    overviewPauseMs,
  );
  const refreshUnread = useThrottled(() => void client.invalidateQueries({ queryKey: queryKeys.inbox.unread }), 1_000);

  useStream("orders", {
    cursor: cursors.orders,
    onEvents: (events) => {
      applyOrdersToCache(
        client,
        events.map((event) => event.data),
      );
      count(events.length);
      refreshOverview();
    },
    onSnapshot: ({ snapshot, announced }) => {
      // What came in before may belong to a database that was replaced by its backup.
      if (announced) forgetOrders(client);
      applyOrdersToCache(client, snapshot.items);
      if (!announced) return;
      // Past retention nothing can be replayed: every list is read again.
      void client.invalidateQueries({ queryKey: queryKeys.orders.all });
      refreshOverview();
      onResync();
    },
    onCaughtUp: ({ count: missed }) => onCaughtUp(missed),
  });

  useStream("notifications", {
    cursor: cursors.notifications,
    onEvents: (events, { replayed }) => {
      for (const { data } of events) {
        applyNotificationToCache(client, data);
        if (!replayed) tell(data);
      }
      count(events.length);
      client.setQueryData<number>(queryKeys.inbox.unread, (unread) =>
        unread === undefined ? unread : unread + events.filter((event) => event.data.version === 1).length,
      );
      refreshUnread();
    },
    onSnapshot: ({ snapshot, announced }) => {
      for (const item of snapshot.items) applyNotificationToCache(client, item);
      if (!announced) return;
      void client.invalidateQueries({ queryKey: queryKeys.inbox.all });
      onResync();
    },
    onCaughtUp: ({ count: missed }) => onCaughtUp(missed),
  });

  // Marks made elsewhere while this tab was away are told to nobody again.
  useAfterAbsence(refreshUnread);
  useHubEvent("notificationsMarked", (marked) => applyMarksToCache(client, marked, new Date().toISOString()));
  return null;
}

/** A toast. Everything also stands in the inbox. */
function tell({ fingerprint, severity, title, body, link, resolvedAt }: Notification): void {
  const resolved = resolvedAt !== null;
  showToast({
    fingerprint,
    severity: resolved ? "success" : severity,
    title: resolved ? `Over: ${title}` : title,
    body,
    ...(link === null ? {} : { href: link }),
  });
}
