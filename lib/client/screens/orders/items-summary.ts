import type { OrderItem } from "@/lib/contracts/orders";

const named = 2;

/** "2 × Travel mug, Descaler 500 ml, +1 more": the first two lines of an order, and how many more there are. */
export function itemsSummary(items: readonly Pick<OrderItem, "title" | "quantity">[]): string {
  const parts = items.slice(0, named).map(({ title, quantity }) => (quantity === 1 ? title : `${quantity} × ${title}`));
  return [...parts, ...(items.length > named ? [`+${items.length - named} more`] : [])].join(", ");
}
