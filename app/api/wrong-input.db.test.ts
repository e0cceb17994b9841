import { ne } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { call, type TestCall } from "@/lib/http/testing";
import { addUser, type TestServices, type TestUser, testServices } from "@/lib/services/identity/testing";
import * as users from "./admin/users/route";
import * as notifications from "./notifications/route";
import * as orderEvents from "./orders/[id]/events/route";
import * as order from "./orders/[id]/route";
import * as orderStatus from "./orders/[id]/status/route";
import * as importing from "./orders/import/route";
import * as orders from "./orders/route";

const good = {
  customer: { name: "Maya Kern" },
  currency: "EUR",
  items: [{ title: "Mug", quantity: 1, unitPrice: 1200 }],
};
const item = good.items[0];
const id = "0198c0de-0000-7000-8000-000000000001";
const post = (body: unknown, more: TestCall = {}): TestCall => ({ method: "POST", body, ...more });
const lines = (text: string): TestCall => post(text, { headers: { "content-type": "application/x-ndjson" } });
const imported = JSON.stringify({ ...good, placedAt: "2026-01-01T00:00:00Z" });

const wrong: [string, typeof orders.GET, TestCall, { status?: number; code?: string; paths?: string[] }][] = [
  ["a malformed body", orders.POST, post('{"customer": '), {}],
  ["an empty body", orders.POST, { method: "POST" }, { paths: ["customer", "currency", "items"] }],
  ["a list as body", orders.POST, post([good]), {}],
  ["an unknown field", orders.POST, post({ ...good, coupon: "X" }), { paths: ["coupon"] }],
  [
    "an unknown field deep inside",
    orders.POST,
    post({ ...good, items: [{ ...item, colour: "red" }] }),
    { paths: ["items.0.colour"] },
  ],
  [
    "a wrong type",
    orders.POST,
    post({ ...good, items: [{ ...item, quantity: "2" }] }),
    { paths: ["items.0.quantity"] },
  ],
  ["half a unit", orders.POST, post({ ...good, items: [{ ...item, quantity: 1.5 }] }), { paths: ["items.0.quantity"] }],
  [
    "too long a text",
    orders.POST,
    post({ ...good, items: [{ ...item, title: "x".repeat(201) }] }),
    { paths: ["items.0.title"] },
  ],
  ["NUL in a text", orders.POST, post({ ...good, customer: { name: "a\u0000b" } }), { paths: ["customer.name"] }],
  ["a currency that is none", orders.POST, post({ ...good, currency: "ABC" }), { paths: ["currency"] }],
  ["no item", orders.POST, post({ ...good, items: [] }), { paths: ["items"] }],
  ["a key in the body", orders.POST, post({ ...good, key: "12345678" }), { paths: ["key"] }],
  ["a key that is too short", orders.POST, post(good, { headers: { "idempotency-key": "1" } }), { paths: ["key"] }],
  ["another content type", orders.POST, post("x", { headers: { "content-type": "text/plain" } }), {}],
  [
    "a body above 1 MiB",
    orders.POST,
    post({ ...good, more: "x".repeat(1024 * 1024) }),
    { status: 413, code: "MESSAGE_TOO_LARGE" },
  ],
  ["an unknown parameter", orders.GET, { path: "/api/orders?page=2" }, { paths: ["page"] }],
  ["a parameter given twice", orders.GET, { path: "/api/orders?status=placed&status=packed" }, { paths: ["status"] }],
  ["a status that is none", orders.GET, { path: "/api/orders?status=lost" }, { paths: ["status"] }],
  ["a limit of 0", orders.GET, { path: "/api/orders?limit=0" }, { paths: ["limit"] }],
  ["a limit that is no number", orders.GET, { path: "/api/orders?limit=many" }, { paths: ["limit"] }],
  ["a bad cursor", orders.GET, { path: "/api/orders?cursor=nonsense" }, { paths: ["cursor"] }],
  ["a forged cursor", orders.GET, { path: `/api/orders?cursor=${btoa('["x","y"]')}` }, { paths: ["cursor"] }],
  ["too long a cursor", orders.GET, { path: `/api/orders?cursor=${"x".repeat(201)}` }, { paths: ["cursor"] }],
  ["a time that is none", orders.GET, { path: "/api/orders?from=yesterday" }, { paths: ["from"] }],
  ["NUL in a search", orders.GET, { path: "/api/orders?q=a%00b" }, {}],
  ["a bad cursor of the inbox", notifications.GET, { path: "/api/notifications?cursor=x" }, { paths: ["cursor"] }],
  ["an id that is none", order.GET, { params: { id: "42" } }, { paths: ["id"] }],
  ["an id in the query too", order.GET, { path: `/api/orders/x?id=${id}`, params: { id } }, { paths: ["id"] }],
  ["an order that is none", order.GET, { params: { id } }, { status: 404, code: "NOT_FOUND" }],
  ["the history of an order that is none", orderEvents.GET, { params: { id } }, { status: 404, code: "NOT_FOUND" }],
  ["a status without a version", orderStatus.POST, post({ to: "packed" }, { params: { id } }), { paths: ["version"] }],
  [
    "a query on a command",
    orderStatus.POST,
    post({ to: "packed", version: 1 }, { params: { id }, path: "/x?dry=1" }),
    { paths: ["dry"] },
  ],
  ["an import's line that is no JSON", importing.POST, lines(`${imported}\n{"customer"\n`), { paths: ["orders.1"] }],
  [
    "an import's wrong field",
    importing.POST,
    lines(`${imported}\n${imported.replace("Mug", "x".repeat(201))}`),
    { paths: ["orders.1.items.0.title"] },
  ],
  ["an import without a line", importing.POST, lines("\n"), { paths: ["orders"] }],
  ["an import as one JSON list", importing.POST, post([good]), {}],
  [
    "a short password",
    users.POST,
    post({ email: "a@test.example", name: "A", role: "viewer", password: "short" }),
    { paths: ["password"] },
  ],
  [
    "a role that is none",
    users.POST,
    post({ email: "a@test.example", name: "A", role: "root", password: "long enough" }),
    { paths: ["role"] },
  ],
];

describe("[wrong input] a problem that names the path, nothing written", () => {
  // One world for all of them: that nothing is written is what each of them shows.
  let database: Database;
  let services: TestServices;
  let user: TestUser;
  beforeAll(async () => {
    database = await testDatabase();
    services = testServices(database);
    user = await addUser(services, { role: "admin" });
  });
  afterAll(() => database[Symbol.asyncDispose]());

  it.each(wrong)("%s", async (_, handler, options, { status = 400, code = "INVALID_ARGUMENT", paths }) => {
    services.answers.length = 0;
    const { body, headers, ...answer } = await call(services, handler, { ...options, user });
    expect(answer.status).toBe(status);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({ status, code, traceId: headers.get("x-request-id"), detail: expect.any(String) });
    if (paths) expect(body.errors?.map((error) => error.path)).toEqual(paths);
    for (const table of [schema.orders, schema.idempotencyKeys]) {
      expect(await database.db.select().from(table)).toEqual([]);
    }
    // That they signed in is told to the audit.
    expect(await database.db.select().from(schema.outbox).where(ne(schema.outbox.stream, "audit"))).toEqual([]);
    expect(await database.db.select().from(schema.users)).toHaveLength(1);
    expect(services.answers).toEqual([status]);
  });
});

it("the input that these change is good itself", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "admin" });
  const { status, headers, body } = await call(services, orders.POST, post(good, { user }));
  expect(status).toBe(201);
  expect(headers.get("location")).toBe(`/api/orders/${body.id}`);
  expect((await call(services, importing.POST, { ...lines(`${imported}\n`), user })).body).toEqual({
    imported: 1,
    skipped: 0,
  });
});
