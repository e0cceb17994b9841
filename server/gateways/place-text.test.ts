import { expect, it } from "vitest";
import { formatClosedPlace, formatPlace, parsePlace } from "./place-text";

const places = new Map([
  ["orders", { epoch: "01a1-f", offset: 12 }],
  ["notifications", { epoch: "B_2", offset: 0 }],
]);

it("[PLACE-TEXT] is read as it was written, with and without a goodbye", () => {
  const text = formatPlace(places);
  expect(text).toBe("orders=01a1-f:12,notifications=B_2:0");
  expect(parsePlace(text)).toEqual({ places, closed: null });
  expect(parsePlace(formatClosedPlace("REVOKED", text))).toEqual({ places, closed: "REVOKED" });
  expect(parsePlace(formatClosedPlace("REVOKED", ""))).toEqual({ places: new Map(), closed: "REVOKED" });
});

it.each([
  "",
  "orders",
  "orders=e",
  "orders=e:-1",
  "orders=e:1.5",
  "orders=:1",
  `orders=${"e".repeat(65)}:1`,
  "orders=e:1,",
  "closed=NEVER",
  "orders=e:1\n",
])("[PLACE-WRONG] %j was never written here", (text) => expect(parsePlace(text)).toBeNull());
