import type { QueryClient } from "@tanstack/react-query";
import type { InboxItem, InboxView, Notification, NotificationsMarked } from "@/lib/contracts/notifications";
import type { Order, OrderFilter } from "@/lib/contracts/orders";
import { applyAttention, applyMarks, applyNotification, type InboxList } from "../notifications/inbox-cache";
import { applyOrders, newerOrder, type OrderList } from "../orders/order-cache";
import { rememberOrders } from "../orders/recent-orders";
import { queryKeys } from "../query-keys";

/** Writes the absolute states of orders into every list and page that is open: one write a list. */
export function applyOrdersToCache(client: QueryClient, orders: readonly Order[]): void {
  rememberOrders(client, orders);
  for (const query of client.getQueryCache().findAll({ queryKey: queryKeys.orders.lists })) {
    const filter = query.queryKey[2] as OrderFilter;
    client.setQueryData<OrderList>(query.queryKey, (list) => list && applyOrders(list, filter, orders));
  }
  for (const order of orders) {
    const key = queryKeys.orders.one(order.id);
    const known = client.getQueryData<Order>(key);
    if (!known || known.version >= order.version) continue;
    client.setQueryData<Order>(key, (old) => newerOrder(old, order));
    void client.invalidateQueries({ queryKey: queryKeys.orders.history(order.id) });
  }
}

/** Writes a notification into every view of the inbox that is open, and into what needs attention. */
export function applyNotificationToCache(client: QueryClient, notification: Notification): void {
  for (const query of client.getQueryCache().findAll({ queryKey: queryKeys.inbox.lists })) {
    const view = query.queryKey[2] as InboxView;
    client.setQueryData<InboxList>(query.queryKey, (list) => list && applyNotification(list, view, notification));
  }
  client.setQueryData<InboxItem[]>(queryKeys.inbox.attention, (items) => items && applyAttention(items, notification));
}

/** Writes marks, one's own or another tab's; the server's count goes into the badge. */
export function applyMarksToCache(client: QueryClient, marked: NotificationsMarked, at: string): void {
  for (const query of client.getQueryCache().findAll({ queryKey: queryKeys.inbox.lists })) {
    const view = query.queryKey[2] as InboxView;
    client.setQueryData<InboxList>(query.queryKey, (list) => list && applyMarks(list, view, marked, at));
  }
  client.setQueryData<number>(queryKeys.inbox.unread, marked.unread);
  if (marked.as !== "seen") void client.invalidateQueries({ queryKey: queryKeys.inbox.attention });
}
