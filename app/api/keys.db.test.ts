import { expect, it } from "vitest";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { addressHeader } from "@/lib/http/caller";
import { call } from "@/lib/http/testing";
import { addUser, testServices } from "@/lib/services/identity/testing";
import { addKey, bearer } from "@/lib/services/keys/testing";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import * as oneKey from "./admin/keys/[id]/route";
import * as keys from "./admin/keys/route";
import * as me from "./me/route";
import * as metrics from "./metrics/route";
import * as orderHistory from "./orders/[id]/events/route";
import * as importOrders from "./orders/import/route";
import * as orders from "./orders/route";
import * as token from "./token/route";

const order = {
  customer: { name: "Maya Kern", email: "maya@example.com" },
  currency: "EUR",
  items: [{ title: "Mug", quantity: 1, unitPrice: 1200 }],
};

async function openTest() {
  const database = await testDatabase();
  await ensureStreams(database);
  const metricStore = await createMetricStore({ database, hostName: "this-host", now: () => new Date() });
  const services = testServices(database, { metrics: metricStore });
  const admin = await addUser(services, { role: "admin", name: "Ada Admin" });
  return { database, services, admin, [Symbol.asyncDispose]: database[Symbol.asyncDispose] };
}

it("[KEY-REST] a key is made, told once, listed without it, used, and refused at once when it is revoked", async () => {
  await using test = await openTest();
  const { services, admin } = test;
  const wanted = { name: "Till 3", scopes: ["metrics.write"], days: 90 };
  const made = await call(services, keys.POST, { method: "POST", body: wanted, user: admin });
  const { id, key } = made.body as { id: string; key: string };
  expect([made.status, made.headers.get("location")]).toEqual([201, `/api/admin/keys/${id}`]);
  expect(made.headers.get("cache-control")).toBe("no-store");
  const samples = [{ name: "queue.depth", value: 3 }];
  const send = () =>
    call(services, metrics.POST, {
      method: "POST",
      body: { samples },
      headers: { ...bearer(key), [addressHeader]: "192.0.2.33" },
    });
  expect((await send()).status).toBe(202);
  const list = async () => (await call(services, keys.GET, { user: admin })).body.items as Record<string, unknown>[];
  await expect.poll(async () => (await list())[0]?.lastUsedAddress).toBe("192.0.2.33");
  expect(JSON.stringify(await list())).not.toContain(key.slice(11));
  const revoked = await call(services, oneKey.DELETE, { method: "DELETE", params: { id }, user: admin });
  expect([revoked.status, typeof revoked.body.revokedAt]).toEqual([200, "string"]);
  const refused = await send();
  expect([refused.status, refused.body.code]).toEqual([401, "UNAUTHENTICATED"]);
});

it("[KEY-SOURCE] samples that name no source come from the key, by its name", async () => {
  await using test = await openTest();
  const { key } = await addKey(test.services, ["metrics.write", "metrics.read"], { name: "Till 3" });
  const body = { samples: [{ name: "queue.depth", value: 3 }] };
  await call(test.services, metrics.POST, { method: "POST", body, headers: bearer(key) });
  const { body: listed } = await call(test.services, metrics.GET, { headers: bearer(key) });
  expect(listed.items).toMatchObject([{ name: "queue.depth", source: "Till 3" }]);
});

it("[KEY-ORDERS] an order of a key names it in its history, once for each idempotency key of that API key", async () => {
  await using test = await openTest();
  const { services } = test;
  const shop = await addKey(services, ["orders.manage", "orders.read"]);
  const other = await addKey(services, ["orders.manage"], { name: "Other" });
  const create = (key: string, body: object, idempotencyKey: string) =>
    call(services, orders.POST, {
      method: "POST",
      body,
      headers: { ...bearer(key), "idempotency-key": idempotencyKey },
    });
  const first = await create(shop.key, order, "order-key-1");
  const again = await create(shop.key, order, "order-key-1");
  expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
  // Without orders.pii it does not even read back the name that it sent.
  expect(first.body.customer).toEqual({ name: "Maya K." });
  expect((await create(shop.key, { ...order, currency: "USD" }, "order-key-1")).status).toBe(422);
  const elsewhere = await create(other.key, { ...order, currency: "USD" }, "order-key-1");
  expect([elsewhere.status, elsewhere.body.id === first.body.id]).toEqual([201, false]);
  const params = { id: first.body.id };
  const history = await call(services, orderHistory.GET, { params, headers: bearer(shop.key) });
  expect(history.body.items).toMatchObject([{ type: "placed", actor: "key: Webshop", via: "rest" }]);

  const past = { ...order, number: "P-1", placedAt: "2026-01-05T10:12:00Z" };
  const headers = { ...bearer(shop.key), "content-type": "application/x-ndjson" };
  const imported = await call(services, importOrders.POST, { method: "POST", body: JSON.stringify(past), headers });
  expect(imported.body).toEqual({ imported: 1, skipped: 0 });
});

it("[KEY-TOKEN] a key buys an access token of five minutes that is worth what the key is worth", async () => {
  await using test = await openTest();
  const { services, admin } = test;
  const { id, key, prefix } = await addKey(services, ["metrics.read"]);
  const bought = await call(services, token.POST, { method: "POST", headers: bearer(key) });
  expect(bought).toMatchObject({ status: 200, body: { token_type: "Bearer", expires_in: 300 } });
  const headers = bearer(String(bought.body.access_token));
  const itself = { kind: "key", id, name: "Webshop", permissions: ["metrics.read"], prefix, expiresAt: null };
  expect((await call(services, me.GET, { headers: bearer(key) })).body).toEqual(itself);
  expect((await call(services, me.GET, { headers })).body).toEqual(itself);
  expect((await call(services, metrics.GET, { headers })).status).toBe(200);
  expect((await call(services, metrics.POST, { method: "POST", headers, body: { samples: [] } })).status).toBe(403);
  // No way to the next one, as with every access token.
  expect((await call(services, token.POST, { method: "POST", headers })).status).toBe(401);
  await call(services, oneKey.DELETE, { method: "DELETE", params: { id }, user: admin });
  expect((await call(services, me.GET, { headers })).status).toBe(401);
  expect((await call(services, token.POST, { method: "POST", headers: bearer(key) })).status).toBe(401);
});

it("[KEY-TOKEN-END] no access token outlives its key", async () => {
  await using database = await testDatabase();
  const clock = { ms: Date.parse("2026-11-01T10:00:00Z") };
  const services = testServices(database, { now: () => new Date(clock.ms) });
  const { key } = await addKey(services, ["metrics.read"], { expiresAt: "2026-11-01T10:01:30.500Z" });
  const buy = () => call(services, token.POST, { method: "POST", headers: bearer(key) });
  const bought = await buy();
  expect(bought.body.expires_in).toBe(90);
  const headers = bearer(String(bought.body.access_token));
  clock.ms += 89_999;
  expect((await call(services, me.GET, { headers })).status).toBe(200);
  clock.ms += 1;
  expect((await call(services, me.GET, { headers })).status).toBe(401);
  // The last half second is too short for a token.
  expect((await buy()).status).toBe(401);
  expect((await call(services, me.GET, { headers: bearer(key) })).status).toBe(200);
});

it("[KEY-NO-COOKIE] a bad key is 401 whatever cookie comes with it, and no answer sets one", async () => {
  await using test = await openTest();
  const { key } = await addKey(test.services, ["metrics.read"]);
  const good = await call(test.services, me.GET, { headers: bearer(key) });
  expect([good.status, good.headers.get("set-cookie")]).toEqual([200, null]);
  for (const text of [key.toUpperCase(), key.slice(0, -1), `${key}x`, "pb_"]) {
    expect((await call(test.services, me.GET, { headers: bearer(text) })).status).toBe(401);
  }
  for (const scheme of ["Basic", "Token", "pb_"]) {
    expect((await call(test.services, me.GET, { headers: { authorization: `${scheme} ${key}` } })).status).toBe(401);
  }
});
