import { expect, it } from "vitest";
import { type InputParts, joinInput } from "./join-input";

const join = (parts: Partial<InputParts> & { search?: string }) =>
  joinInput({ params: {}, query: new URLSearchParams(parts.search ?? ""), body: null, key: null, ...parts });

const paths = (run: () => unknown): string[] => {
  try {
    run();
  } catch (error) {
    return (error as { fields: { path: string }[] }).fields.map((field) => field.path);
  }
  return [];
};

it("[input] a read takes the path's parameters and the query", () => {
  expect(join({ params: { id: "7" }, search: "limit=5&q=a%20b" })).toEqual({ id: "7", limit: "5", q: "a b" });
});

it("[input] a command takes the path's parameters, the body and the key", () => {
  expect(join({ params: { id: "7" }, body: { to: "packed" }, key: { header: "12345678" } })).toEqual({
    id: "7",
    to: "packed",
    key: "12345678",
  });
});

it("[input] a key is made when the header is absent, another one each time", () => {
  const keys = [1, 2].map(() => join({ body: {}, key: { header: undefined } }).key);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[0]).not.toBe(keys[1]);
  expect(join({ body: {} })).toEqual({});
});

it("[input] what is said twice is an error that names it", () => {
  expect(paths(() => join({ search: "status=placed&status=packed&q=x" }))).toEqual(["status"]);
  expect(paths(() => join({ params: { id: "7" }, search: "id=8" }))).toEqual(["id"]);
  expect(paths(() => join({ params: { id: "7" }, body: { id: "7" } }))).toEqual(["id"]);
  expect(paths(() => join({ body: { key: "x" }, key: { header: undefined } }))).toEqual(["key"]);
  expect(paths(() => join({ body: {}, search: "dry=1&dry=2&x=3" }))).toEqual(["dry", "x"]);
});

it("[input] a field named like a part of every object is only a field", () => {
  const body = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
  const input = join({ body });
  expect(Object.keys(input)).toEqual(["__proto__", "constructor"]);
  expect((input as { polluted?: boolean }).polluted).toBeUndefined();
});
