import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import { recentOrder, rememberOrders, withRecentOrders } from "./recent-orders";

const order = (n: number, change: Partial<Order> = {}): Order => ({
  id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  number: `#${n}`,
  status: "placed",
  payment: "paid",
  customer: { name: "Maya K." },
  masked: true,
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

describe("what came in while a list was being read", () => {
  it("[lossless on purpose] stands in the list once it is read, and in its newest state", () => {
    const client = new QueryClient();
    rememberOrders(client, [order(3), order(2, { version: 2, status: "packed" })]);
    const read = { items: [order(2), order(1)], nextCursor: null };
    const list = withRecentOrders(client, {}, read);
    expect(list.items.map(({ number, status }) => [number, status])).toEqual([
      ["#3", "placed"],
      ["#2", "packed"],
      ["#1", "placed"],
    ]);
    expect(withRecentOrders(client, { status: "placed" }, read).items.map(({ number }) => number)).toEqual([
      "#3",
      "#1",
    ]);
  });

  it("keeps the newest version, whatever comes in later, and forgets the longest untouched beyond 500", () => {
    const client = new QueryClient();
    rememberOrders(client, [order(1, { version: 3, status: "shipped" })]);
    rememberOrders(client, [order(1, { version: 2, status: "packed" })]);
    expect(recentOrder(client, order(1).id)?.status).toBe("shipped");
    rememberOrders(
      client,
      Array.from({ length: 500 }, (_, i) => order(1_000 + i)),
    );
    expect(recentOrder(client, order(1).id)).toBeUndefined();
    expect(recentOrder(client, order(1_000).id)).toBeDefined();
  });

  it("is each page's own", () => {
    const client = new QueryClient();
    rememberOrders(new QueryClient(), [order(1)]);
    expect(withRecentOrders(client, {}, { items: [], nextCursor: null }).items).toEqual([]);
  });
});
