import type { Order, OrderFilter, OrderHistoryEntry, OrderPage } from "@/lib/contracts/orders";

/** What the server has read for the list's first paint. */
export interface OrdersData {
  filter: OrderFilter;
  orders: OrderPage;
  /** Server time of the reading, ms. */
  readAt: number;
}

/** What the server has read for one order's first paint. */
export interface OrderData {
  order: Order;
  /** Oldest first. */
  history: OrderHistoryEntry[];
  readAt: number;
}
