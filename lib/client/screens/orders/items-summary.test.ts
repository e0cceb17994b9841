import { expect, it } from "vitest";
import { itemsSummary } from "./items-summary";

it("names the first two lines with their quantities and counts the rest", () => {
  const mug = { title: "Travel mug", quantity: 2 };
  const card = { title: "Gift card", quantity: 1 };
  expect(itemsSummary([card])).toBe("Gift card");
  expect(itemsSummary([mug, card])).toBe("2 × Travel mug, Gift card");
  expect(itemsSummary([mug, card, mug, mug])).toBe("2 × Travel mug, Gift card, +2 more");
});
