import type { Order } from "@/lib/contracts/orders";
import { compareOrders, newerOrder } from "../../orders/order-cache";

/** The rows that stood there when the list was taken hold of, in their order. Never empty. */
export type HeldOrders = readonly [Order, ...Order[]];

export interface ShownOrders {
  rows: readonly Order[];
  /** Rows that would come in above or between; they wait behind the pill. */
  waiting: number;
  /** Shown although they no longer belong to the list: they go when it is let go. */
  leaving: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/** Takes hold of what is shown; null of an empty list, where nothing can move. */
export const holdOrders = (shown: readonly Order[]): HeldOrders | null => (isHeld(shown) ? shown : null);

const isHeld = (rows: readonly Order[]): rows is HeldOrders => rows.length > 0;

/**
 * What to show while the list is held: the held rows at their places, each in its newest state, and below them what was loaded
 * since. `newestOf` knows the state of rows that left the list.
 */
export function shownOrders(
  held: HeldOrders | null,
  live: readonly Order[],
  newestOf: (id: string) => Order | undefined,
): ShownOrders {
  if (held === null) return { rows: live, waiting: 0, leaving: nothing };
  const byId = new Map(live.map((order) => [order.id, order]));
  const heldIds = new Set(held.map((order) => order.id));
  const lastHeld = held.at(-1) ?? held[0];
  const others = live.filter((order) => !heldIds.has(order.id));
  const below = others.filter((order) => compareOrders(order, lastHeld) > 0);
  const leaving = new Set(held.filter((order) => !byId.has(order.id)).map((order) => order.id));
  const rows = held.map((order) => byId.get(order.id) ?? newerOrder(order, newestOf(order.id) ?? order));
  return { rows: below.length === 0 ? rows : [...rows, ...below], waiting: others.length - below.length, leaving };
}
