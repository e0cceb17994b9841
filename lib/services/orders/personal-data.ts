import type { Order } from "@/lib/contracts/orders";

/** "Maya Khan" → "Maya K."; a one-word name becomes an initial, because it may be a family name. */
export function shortName(name: string): string {
  const words = name.trim().split(/\s+/);
  const initial = (word: string | undefined) => `${[...(word ?? "")][0]?.toUpperCase() ?? "?"}.`;
  return words.length < 2 ? initial(words[0]) : `${words[0]} ${initial(words.at(-1))}`;
}

/** What somebody without `orders.pii` gets of an order. */
export const maskOrder = (order: Order): Order => ({
  ...order,
  customer: { name: shortName(order.customer.name) },
  masked: true,
});

export const seesPersonalData = (permissions: readonly string[]): boolean => permissions.includes("orders.pii");

export const orderFor = (permissions: readonly string[], order: Order): Order =>
  seesPersonalData(permissions) ? order : maskOrder(order);
