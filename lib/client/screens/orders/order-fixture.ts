import type { Order } from "@/lib/contracts/orders";

/** An order for tests; a higher `n` was placed later. */
export const sampleOrder = (n: number, change: Partial<Order> = {}): Order => ({
  id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  number: `#${n}`,
  status: "placed",
  payment: "paid",
  customer: { name: "Maya Khan", email: "maya@example.com" },
  masked: false,
  currency: "EUR",
  total: 1_000,
  itemCount: 1,
  items: [{ title: "Mug", quantity: 1, unitPrice: 1_000 }],
  source: "api",
  placedAt: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
  updatedAt: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
  version: 1,
  ...change,
});
