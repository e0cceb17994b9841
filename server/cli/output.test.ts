import { expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import { jsonLine, printable } from "./output";
import { money, orderRow } from "./table";

const plain = { style: (text: string) => text };
const order = {
  number: "#10001",
  status: "placed",
  currency: "EUR",
  total: 2_505,
  customer: { name: "Maya Khan" },
} as Order;

it("[CLI-SAFE] what came from outside cannot steer the terminal, in tables and in JSON", () => {
  const hostile = "a\u001b]0;title\u0007\u009b31m\u202eb";
  expect(printable(hostile)).toBe("a\ufffd]0;title\ufffd\ufffd31m\ufffdb");
  expect(jsonLine({ hostile })).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(jsonLine({ hostile }))).toEqual({ hostile });
  expect(orderRow({ ...order, customer: { name: hostile } }, "2026-01-05T10:00:00Z", plain)).not.toMatch(/\p{Cc}/u);
});

it("[CLI-TABLE] columns stay in line, whatever the names", () => {
  const rows = ["Maya Khan", "Ñ", "A name that is far longer than its column is wide"].map((name) =>
    orderRow({ ...order, customer: { name } }, "2026-01-05T10:00:00Z", plain),
  );
  expect(new Set(rows.map((row) => [...row].indexOf("2", 40)))).toHaveLength(1);
  expect(rows[0]).toMatch(/^\d\d:\d\d:\d\d {2}#10001 +Maya Khan +25\.05 EUR {2}placed$/);
});

it("[CLI-MONEY] minor units are shown by the currency's own digits", () => {
  expect([money(2_505, "EUR"), money(1_200, "JPY"), money(1_234, "KWD")]).toEqual([
    "25.05 EUR",
    "1200 JPY",
    "1.234 KWD",
  ]);
});
