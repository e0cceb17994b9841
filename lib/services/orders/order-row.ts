import type { Order } from "@/lib/contracts/orders";
import type { orders } from "@/lib/db/schema";

type Row = typeof orders.$inferSelect;

/** The whole order, unmasked. */
export const toOrder = (row: Row): Order => ({
  id: row.id,
  number: row.number,
  status: row.status,
  payment: row.payment,
  customer: row.customer,
  masked: false,
  currency: row.currency,
  total: row.total,
  itemCount: row.itemCount,
  items: row.items,
  source: row.source,
  placedAt: row.placedAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  version: row.version,
});

interface Content {
  customer: { name: string; email?: string; phone?: string; address?: string };
  items: { sku?: string; title: string; quantity: number; unitPrice: number }[];
}

/** What follows from an order's content. `total` in minor units; the search texts in lower case. */
export const derived = (number: string, { customer, items }: Content) => ({
  total: items.reduce((sum, item) => sum + item.quantity * item.unitPrice, 0),
  itemCount: items.reduce((sum, item) => sum + item.quantity, 0),
  searchPublic: [number, ...items.map((item) => item.title)].join("\n").toLowerCase(),
  searchPersonal: [customer.name, customer.email, customer.phone].filter(Boolean).join("\n").toLowerCase(),
});
