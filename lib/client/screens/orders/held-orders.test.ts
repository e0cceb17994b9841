import { describe, expect, it } from "vitest";
import { holdOrders, shownOrders } from "./held-orders";
import { sampleOrder } from "./order-fixture";

const unknown = () => undefined;
const numbers = (rows: readonly { number: string }[]) => rows.map(({ number }) => number);

describe("rows while the list is held", () => {
  it("[while scrolled, hovered or focused hold new rows behind a pill] counts them and moves nothing", () => {
    const held = holdOrders([sampleOrder(3), sampleOrder(1)]);
    const live = [sampleOrder(5), sampleOrder(4), sampleOrder(3), sampleOrder(2), sampleOrder(1)];
    const shown = shownOrders(held, live, unknown);
    expect(numbers(shown.rows)).toEqual(["#3", "#1"]);
    expect(shown.waiting).toBe(3);
  });

  it("changes what is there in place", () => {
    const held = holdOrders([sampleOrder(2), sampleOrder(1)]);
    const live = [sampleOrder(3), sampleOrder(2), sampleOrder(1, { version: 2, status: "packed" })];
    expect(shownOrders(held, live, unknown).rows[1]?.status).toBe("packed");
  });

  it("[never reorder under the pointer] keeps a row that no longer matches, in its newest state, and says so", () => {
    const held = holdOrders([sampleOrder(2), sampleOrder(1)]);
    const packed = sampleOrder(2, { version: 2, status: "packed" });
    const shown = shownOrders(held, [sampleOrder(1)], (id) => (id === packed.id ? packed : undefined));
    expect(shown.rows.map(({ number, status }) => [number, status])).toEqual([
      ["#2", "packed"],
      ["#1", "placed"],
    ]);
    expect(shown.leaving).toEqual(new Set([packed.id]));
    expect(shown.waiting).toBe(0);
    expect(numbers(shownOrders(held, [sampleOrder(1)], unknown).rows)).toEqual(["#2", "#1"]);
  });

  it("lets the next page in below", () => {
    const held = holdOrders([sampleOrder(5), sampleOrder(4)]);
    const live = [sampleOrder(6), sampleOrder(5), sampleOrder(4), sampleOrder(3), sampleOrder(2)];
    const shown = shownOrders(held, live, unknown);
    expect(numbers(shown.rows)).toEqual(["#5", "#4", "#3", "#2"]);
    expect(shown.waiting).toBe(1);
  });

  it("shows the live list when it is let go, and an empty list cannot be held", () => {
    const live = [sampleOrder(2), sampleOrder(1)];
    expect(shownOrders(null, live, unknown)).toEqual({ rows: live, waiting: 0, leaving: new Set() });
    expect(holdOrders([])).toBeNull();
  });
});
