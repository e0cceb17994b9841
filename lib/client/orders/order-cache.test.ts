import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import { appendOrders, applyOrders } from "./order-cache";

const order = (n: number, change: Partial<Order> = {}): Order => ({
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
  placedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
  updatedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString(),
  version: 1,
  ...change,
});
const numbers = (list: { items: Order[] }) => list.items.map((item) => item.number);
const whole = (...items: Order[]) => ({ items, nextCursor: null });

describe("order lists in the cache", () => {
  it("[payloads are absolute, applied only if version is higher] ignores what is old or known, and keeps the object", () => {
    const list = whole(order(2, { version: 3, status: "shipped" }), order(1));
    expect(applyOrders(list, {}, [order(2, { version: 2, status: "packed" }), order(1)])).toBe(list);
    expect(applyOrders(list, {}, [order(1, { version: 2, status: "packed" })]).items[1]?.status).toBe("packed");
  });

  it("puts a new order at its place by time, however late it comes", () => {
    expect(numbers(applyOrders(whole(order(3), order(1)), {}, [order(2), order(4)]))).toEqual(["#4", "#3", "#2", "#1"]);
  });

  it("an order that no longer matches the filter leaves the list, and one that now does comes in", () => {
    const list = whole(order(2), order(1));
    const packed = order(1, { version: 2, status: "packed" });
    expect(numbers(applyOrders(list, { status: "placed" }, [packed]))).toEqual(["#2"]);
    expect(numbers(applyOrders(whole(), { status: "packed" }, [packed]))).toEqual(["#1"]);
    expect(numbers(applyOrders(list, { status: "open" }, [packed]))).toEqual(["#2", "#1"]);
  });

  it("searches personal data only where it is there", () => {
    const masked = order(1, { masked: true, customer: { name: "Maya K." } });
    expect(numbers(applyOrders(whole(), { q: "maya" }, [masked]))).toEqual([]);
    expect(numbers(applyOrders(whole(), { q: "MUG" }, [masked]))).toEqual(["#1"]);
    expect(numbers(applyOrders(whole(), { q: "khan" }, [order(1)]))).toEqual(["#1"]);
  });

  it("leaves what lies beyond the loaded part to the next page", () => {
    const partial = { items: [order(5), order(4)], nextCursor: "more" };
    expect(numbers(applyOrders(partial, {}, [order(2), order(6)]))).toEqual(["#6", "#5", "#4"]);
  });

  it("a page that overlaps what came in live adds nothing twice and keeps the newer state", () => {
    const list = { items: [order(3, { version: 2, status: "packed" })], nextCursor: "a" };
    const merged = appendOrders(list, { items: [order(3), order(2)], nextCursor: null });
    expect(numbers(merged)).toEqual(["#3", "#2"]);
    expect(merged.items[0]?.status).toBe("packed");
  });
});
