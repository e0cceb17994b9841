import type { QueryClient } from "@tanstack/react-query";
import type { Order, OrderFilter } from "@/lib/contracts/orders";
import { applyOrders, newerOrder, type OrderList } from "./order-cache";

/** So many of the latest states are kept: more than can come in while one page of a list is on its way. */
const mostRecent = 500;

// Beside the query cache, not in it: nobody renders it, and it must not be collected while the page is open.
const recentByClient = new WeakMap<QueryClient, Map<string, Order>>();

/**
 * Keeps the newest states that came in live. What is read from the server was true when it was read: an event that arrived
 * while the answer was on its way would otherwise be lost on the list that the answer fills.
 */
export function rememberOrders(client: QueryClient, orders: readonly Order[]): void {
  const recent = recentByClient.get(client) ?? new Map<string, Order>();
  recentByClient.set(client, recent);
  for (const order of orders) {
    const newest = newerOrder(recent.get(order.id), order);
    recent.delete(order.id);
    recent.set(order.id, newest);
  }
  for (const id of recent.keys()) {
    if (recent.size <= mostRecent) break;
    recent.delete(id);
  }
}

/** To be called when what came in no longer says how things stand: the stream starts anew. */
export const forgetOrders = (client: QueryClient): void => void recentByClient.delete(client);

/** The newest state of an order that came in live, if it is among the recent ones. */
export const recentOrder = (client: QueryClient, id: string): Order | undefined => recentByClient.get(client)?.get(id);

/** A list that was just read, brought up to what has come in live meanwhile. */
export const withRecentOrders = (client: QueryClient, filter: OrderFilter, list: OrderList): OrderList =>
  applyOrders({ items: list.items, nextCursor: list.nextCursor }, filter, [
    ...(recentByClient.get(client)?.values() ?? []),
  ]);
