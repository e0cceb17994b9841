import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { generateKey, hashToFind, isSameHash, keptOf } from "./key-text";

const good = `pb_${"Ab0-_".repeat(8)}xyz`;

it("[KEY-RANDOM] a key is pb_ and 256 random bits, another one each time", () => {
  const keys = Array.from({ length: 1_000 }, generateKey);
  expect(new Set(keys).size).toBe(1_000);
  for (const key of keys) {
    expect(key).toMatch(/^pb_[\w-]{43}$/);
    expect(Buffer.from(key.slice(3), "base64url")).toHaveLength(32);
  }
  // Of 256,000 bits half are set: 6 standard deviations to either side.
  const bits = keys.flatMap((key) => [...Buffer.from(key.slice(3), "base64url")]).map((byte) => byte.toString(2));
  const ones = bits.join("").replaceAll("0", "").length;
  expect(Math.abs(ones - 128_000)).toBeLessThan(6 * 253);
});

it("[KEY-KEPT] eleven characters and the SHA-256 of the whole are kept", () => {
  expect(keptOf(good)).toEqual({
    prefix: "pb_Ab0-_Ab0",
    hash: createHash("sha256").update(good).digest("base64url"),
  });
  expect(hashToFind(good)).toBe(keptOf(good).hash);
});

it.each([
  ["nothing", ""],
  ["the mark alone", "pb_"],
  ["one character short", good.slice(0, -1)],
  ["one character long", `${good}A`],
  ["very long", `pb_${"A".repeat(100_000)}`],
  ["another case of the mark", good.replace("pb_", "PB_")],
  ["another mark", good.replace("pb_", "pk_")],
  ["base64 that is no base64url", good.replace("-", "+")],
  ["padding", `${good.slice(0, -1)}=`],
  ["a letter that looks alike", good.replace("A", "\u0410")],
  ["full width", good.replace("A", "\uff21")],
  ["a combining mark", `${good.slice(0, -1)}\u0301`],
  ["NUL", `${good.slice(0, -1)}\0`],
  ["a line end behind", `${good}\n`],
  ["a space before", ` ${good}`],
  ["half a pair", `${good.slice(0, -1)}\ud800`],
  ["a pattern", `pb_${"%".repeat(43)}`],
])("[KEY-MALFORMED] %s is no key, and nobody is asked for it", (_, text) => {
  expect(hashToFind(text)).toBeNull();
});

it("[KEY-COMPARE] hashes are the same in every place or not the same, whatever their length", () => {
  const { hash } = keptOf(good);
  expect(isSameHash(hash, keptOf(good).hash)).toBe(true);
  for (let place = 0; place < hash.length; place++) {
    const other = `${hash.slice(0, place)}${hash[place] === "A" ? "B" : "A"}${hash.slice(place + 1)}`;
    expect(isSameHash(hash, other)).toBe(false);
  }
  expect(isSameHash(hash, "")).toBe(false);
  expect(isSameHash(hash, hash.slice(1))).toBe(false);
  expect(isSameHash(hash, `${hash}A`)).toBe(false);
});
