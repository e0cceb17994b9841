import { openStatuses } from "@/lib/contracts/order-states";
import type { Order, OrderFilter } from "@/lib/contracts/orders";

/** A list as it stands in the query cache: newest first; `nextCursor` null when it is whole. */
export interface OrderList {
  items: Order[];
  nextCursor: string | null;
}

/** The order of lists: by time of placing, newest first, then by id. */
export const compareOrders = (a: Order, b: Order): number =>
  Date.parse(b.placedAt) - Date.parse(a.placedAt) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** The newer of two states of one order. */
export const newerOrder = (old: Order | undefined, next: Order): Order =>
  old && old.version >= next.version ? old : next;

/** Whether an order belongs in a filtered list, by what a client can know of it. */
export function matchesFilter(order: Order, filter: OrderFilter): boolean {
  if (filter.status === "open" && !openStatuses.includes(order.status)) return false;
  if (filter.status && filter.status !== "open" && order.status !== filter.status) return false;
  if (filter.payment && order.payment !== filter.payment) return false;
  if (filter.from && Date.parse(order.placedAt) < Date.parse(filter.from)) return false;
  if (filter.to && Date.parse(order.placedAt) >= Date.parse(filter.to)) return false;
  return !filter.q || searchTextOf(order).includes(filter.q.toLowerCase());
}

const searchTextOf = ({ number, items, customer, masked }: Order): string =>
  [number, ...items.map((item) => item.title), ...(masked ? [] : [customer.name, customer.email, customer.phone])]
    .join("\n")
    .toLowerCase();

/**
 * The list after the absolute states of some orders: newer versions replace, what no longer matches leaves, what is new comes in
 * at its place. What would lie beyond the loaded part is left to its next page. The same list object when nothing changed.
 */
export function applyOrders(list: OrderList, filter: OrderFilter, orders: readonly Order[]): OrderList {
  let items = list.items;
  let sorted = true;
  for (const order of orders) {
    const index = items.findIndex((item) => item.id === order.id);
    const known = items[index];
    if (known && known.version >= order.version) continue;
    const belongs = matchesFilter(order, filter);
    if (known) {
      items = belongs ? items.with(index, order) : items.toSpliced(index, 1);
    } else if (belongs && (list.nextCursor === null || liesWithin(items, order))) {
      items = [order, ...items];
      sorted = false;
    }
  }
  if (items === list.items) return list;
  return { ...list, items: sorted ? items : items.toSorted(compareOrders) };
}

const liesWithin = (items: readonly Order[], order: Order): boolean => {
  const last = items.at(-1);
  return last === undefined || compareOrders(order, last) < 0;
};

/** Adds the next page below what is loaded; what came in twice meanwhile stands once, in its newest state. */
export function appendOrders(list: OrderList, page: OrderList): OrderList {
  const byId = new Map(list.items.map((order) => [order.id, order]));
  for (const order of page.items) byId.set(order.id, newerOrder(byId.get(order.id), order));
  return { items: [...byId.values()].sort(compareOrders), nextCursor: page.nextCursor };
}
