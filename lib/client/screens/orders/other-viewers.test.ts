import { expect, it } from "vitest";
import { otherViewers, viewersText } from "./other-viewers";

const [maya, omar] = [
  { id: "m", name: "Maya K.", connections: 1 },
  { id: "o", name: "Omar", connections: 2 },
];
const textFor = (own: { id: string; connections: number } | null) =>
  viewersText(otherViewers([maya, omar, ...(own ? [{ name: "Ada", ...own }] : [])], "a"), "a");

it("[OPS-VIEWERS-SAID] names the others with their tabs, and oneself only for other tabs", () => {
  expect(textFor(null)).toBe("Maya K., Omar (2)");
  expect(textFor({ id: "a", connections: 1 })).toBe("Maya K., Omar (2)");
  expect(textFor({ id: "a", connections: 2 })).toBe("Maya K., Omar (2), you in another tab");
  expect(textFor({ id: "a", connections: 3 })).toBe("Maya K., Omar (2), you in 2 other tabs");
  expect(viewersText(otherViewers([{ id: "a", name: "Ada", connections: 1 }], "a"), "a")).toBe("");
});
