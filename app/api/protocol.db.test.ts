import { encode } from "next-auth/jwt";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { call, type TestCall } from "@/lib/http/testing";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, type TestServices, type TestUser, testServices, unreachable } from "@/lib/services/identity/testing";
import * as nowhere from "./[[...path]]/route";
import * as auth from "./auth/[...nextauth]/route";
import * as me from "./me/route";
import * as orderStatus from "./orders/[id]/status/route";
import * as orders from "./orders/route";

const order = {
  customer: { name: "Maya Kern" },
  currency: "EUR",
  items: [{ title: "Mug", quantity: 1, unitPrice: 1200 }],
};

async function cookieOf(services: TestServices, user: TestUser): Promise<string> {
  const signedIn = await signIn(services, { ...user, userAgent: null });
  const token = { sub: user.id, sid: signedIn?.sessionId, version: signedIn?.version };
  return `next-auth.session-token=${await encode({ token, secret: services.config.authSecret })}`;
}

it("[errors] an unknown path is 404 and a wrong method 405 with Allow, both as problem+json", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  for (const handler of Object.values(nowhere)) {
    const { status, body } = await call(services, handler, { path: "/api/nowhere" });
    expect([status, body.code]).toEqual([404, "NOT_FOUND"]);
  }
  const others = { POST: me.POST, PUT: me.PUT, DELETE: me.DELETE };
  for (const [method, handler] of Object.entries(others)) {
    const { status, headers, body } = await call(services, handler, { method });
    expect([method, status, body.code, headers.get("allow")]).toEqual([
      method,
      405,
      "METHOD_NOT_FOUND",
      "HEAD, GET, PATCH, OPTIONS",
    ]);
    expect(headers.get("content-type")).toBe("application/problem+json");
  }
});

it("[errors] nobody is 401 with a challenge, too little permission 403, and the body is not even looked at", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const anonymous = await call(services, orders.POST, { method: "POST", body: "not json" });
  expect([anonymous.status, anonymous.body.code]).toEqual([401, "UNAUTHENTICATED"]);
  expect(anonymous.headers.get("www-authenticate")).toContain("Bearer");
  const viewer = await addUser(services);
  const refused = await call(services, orders.POST, { method: "POST", body: "not json", user: viewer });
  expect([refused.status, refused.body.code]).toEqual([403, "FORBIDDEN"]);
  expect(await database.db.select().from(schema.orders)).toEqual([]);
});

it("[credentials] a bad Authorization header is 401, whatever cookie comes with it", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const cookie = await cookieOf(services, await addUser(services));
  expect((await call(services, me.GET, { headers: { cookie } })).status).toBe(200);
  expect((await call(services, me.GET, { headers: { cookie, authorization: "Bearer a.b.c" } })).status).toBe(401);
});

it("[origin] a cookie counts on a POST from our own origin only", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const cookie = await cookieOf(services, await addUser(services, { role: "operator" }));
  const from = async (headers: Record<string, string>) =>
    (await call(services, orders.POST, { method: "POST", body: order, headers: { cookie, ...headers } })).status;
  expect(await from({ origin: "http://localhost:3000" })).toBe(201);
  expect(await from({})).toBe(403);
  expect(await from({ origin: "https://evil.test" })).toBe(403);
  expect(await from({ origin: "null" })).toBe(403);
  expect(await from({ origin: "http://localhost:3001" })).toBe(403);
  expect((await call(services, me.GET, { headers: { cookie, "sec-fetch-site": "cross-site" } })).status).toBe(403);
  expect((await call(services, me.GET, { headers: { cookie, "sec-fetch-site": "same-origin" } })).status).toBe(200);
  expect(await database.db.select().from(schema.orders)).toHaveLength(1);
});

it("[CORS] exact origins from ALLOWED_ORIGINS, with credentials and a preflight; nobody else", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { allowedOrigins: ["https://shop.test"] });
  const user = await addUser(services);
  const asks = { origin: "https://shop.test", "access-control-request-method": "POST" };
  const preflight = await call(services, orders.OPTIONS, { method: "OPTIONS", headers: asks });
  expect(preflight.status).toBe(204);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    "access-control-allow-origin": "https://shop.test",
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": expect.stringContaining("Idempotency-Key"),
    vary: "Origin",
  });
  const answer = await call(services, me.GET, { user, headers: { origin: "https://shop.test" } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.test");
  for (const origin of ["https://evil.test", "https://shop.test.evil.test", "http://shop.test", "null"]) {
    const other = await call(services, orders.OPTIONS, { method: "OPTIONS", headers: { ...asks, origin } });
    expect(other.headers.has("access-control-allow-origin")).toBe(false);
    expect((await call(services, me.GET, { user, headers: { origin } })).status).toBe(403);
  }
});

it("[request id] a harmless one is echoed, anything else is replaced; each answer is counted and not kept", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const given = await call(services, me.GET, { headers: { "x-request-id": "proxy-1234.5" } });
  expect(given.headers.get("x-request-id")).toBe("proxy-1234.5");
  expect(given.body.traceId).toBe("proxy-1234.5");
  const made = await call(services, me.GET, { headers: { "x-request-id": 'x" onload="' } });
  expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(services.answers).toEqual([401, 401]);
  expect(Object.fromEntries(made.headers)).toMatchObject({
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
});

it("[idempotency] the same key and body give the same order, another body 422, no key a new order each time", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "operator" });
  const create = (body: unknown, key?: string) =>
    call(services, orders.POST, { method: "POST", body, user, headers: key ? { "idempotency-key": key } : {} });
  const first = await create(order, "order-key-1");
  const again = await create(order, "order-key-1");
  expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
  expect(again.headers.get("location")).toBe(`/api/orders/${first.body.id}`);
  const other = await create({ ...order, currency: "USD" }, "order-key-1");
  expect([other.status, other.body.code]).toEqual([422, "IDEMPOTENCY_MISMATCH"]);
  expect((await create(order)).body.id).not.toBe((await create(order)).body.id);
});

it("[orders] the path says which order moves; an old version is 409", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "operator" });
  const { body: created } = await call(services, orders.POST, { method: "POST", body: order, user });
  const move = (body: unknown) =>
    call(services, orderStatus.POST, { method: "POST", body, user, params: { id: created.id } });
  expect((await move({ to: "packed", version: 1 })).body).toMatchObject({
    id: created.id,
    status: "packed",
    version: 2,
  });
  expect(await move({ to: "cancelled", version: 1 })).toMatchObject({
    status: 409,
    body: { code: "VERSION_CONFLICT" },
  });
  expect(await move({ to: "delivered", version: 2 })).toMatchObject({
    status: 409,
    body: { code: "ILLEGAL_TRANSITION" },
  });
});

it("[errors] a database that is away is 503 with Retry-After, and says nothing of itself", async () => {
  await using database = await testDatabase();
  const cookie = await cookieOf(testServices(database), await addUser(testServices(database)));
  const services = testServices(unreachable(database));
  const { status, headers, body } = await call(services, me.GET, { headers: { cookie } });
  expect([status, body.code, headers.get("retry-after")]).toEqual([503, "UNAVAILABLE", "1"]);
  expect(JSON.stringify(body)).not.toMatch(/select|127\.0\.0\.1|ECONN/);
});

it("[login] of next-auth only what signing in and out needs is open, to small forms of our own pages", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const ask = async (method: "GET" | "POST", action: string, more: TestCall = {}) => {
    const params = { nextauth: action.split("/") };
    return (await call(services, method === "GET" ? auth.GET : auth.POST, { method, params, ...more })).status;
  };
  for (const action of ["signin", "signout", "error", "verify-request", "_log", "callback/credentials", "callback/x"]) {
    expect(await ask("GET", action)).toBe(404);
  }
  for (const action of ["_log", "session", "signin/credentials", "callback/x"]) {
    expect(await ask("POST", action, { body: {} })).toBe(404);
  }
  const form = { "content-type": "application/x-www-form-urlencoded" };
  expect(await ask("POST", "callback/credentials", { body: "x".repeat(20_000), headers: form })).toBe(413);
  expect(
    await ask("POST", "callback/credentials", { body: "a=1", headers: { ...form, origin: "https://evil.test" } }),
  ).toBe(403);
});
