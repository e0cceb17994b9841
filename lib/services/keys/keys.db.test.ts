import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { keyScopes, permissions } from "@/lib/contracts/permissions";
import * as schema from "@/lib/db/schema";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { listAudit } from "../audit/list-audit";
import { authenticateHeaders } from "../identity/principal";
import { addUser, contextOf, type TestOptions, testServices, unreachable } from "../identity/testing";
import { createApiKey } from "./create-api-key";
import { listApiKeys } from "./list-api-keys";
import { revokeApiKey } from "./revoke-api-key";
import { addKey, bearer } from "./testing";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

async function openTest(options: TestOptions = {}) {
  const database = await testDatabase();
  await ensureStreams(database);
  const clock = { ms: Date.parse("2026-11-01T10:00:00Z") };
  const services = testServices(database, { now: () => new Date(clock.ms), ...options });
  const ada = await addUser(services, { role: "admin", name: "Ada Admin" });
  const caller = { address: "192.0.2.7", userAgent: "curl/8", traceId: "trace-0001" };
  const context = { ...contextOf(services, ada), caller };
  const identify = (key: string, address: string | null = "192.0.2.9") =>
    authenticateHeaders(services, { ...bearer(key), address });
  return { database, services, clock, ada, context, identify, [Symbol.asyncDispose]: database[Symbol.asyncDispose] };
}

it("[KEY-ONCE] a key is told by its making alone: nothing that is kept, listed or audited opens anything", async () => {
  await using test = await openTest();
  const { context, database, ada } = test;
  const created = await createApiKey(context, { name: "Till 3", scopes: ["metrics.write"], days: 30 });
  const { key, ...shown } = created;
  expect(shown).toMatchObject({
    name: "Till 3",
    prefix: key.slice(0, 11),
    scopes: ["metrics.write"],
    createdBy: { id: ada.id, name: "Ada Admin", active: true },
    expiresAt: "2026-12-01T10:00:00.000Z",
    lastUsedAt: null,
    revokedAt: null,
    connections: 0,
  });
  expect((await listApiKeys(context, {})).items).toEqual([shown]);
  await revokeApiKey(context, { id: created.id });
  const tables = ["api_keys", "audit_entries", "outbox", "events", "idempotency_keys", "sessions"];
  const dump: string[] = [];
  for (const table of tables) dump.push(JSON.stringify((await database.pool.query(`select * from ${table}`)).rows));
  expect(dump[0]).toContain(created.prefix);
  expect(dump[1]).toContain(created.prefix);
  // Beyond the prefix not one stretch of eight characters stands anywhere.
  for (let at = 4; at + 8 <= key.length; at++) {
    for (const text of dump) expect(text).not.toContain(key.slice(at, at + 8));
  }
});

it("[KEY-AUDIT] who made and who revoked a key is recorded with it, once", async () => {
  await using test = await openTest();
  const { context } = test;
  const { id, prefix } = await createApiKey(context, { name: "Till 3", scopes: ["orders.read", "orders.pii"] });
  await revokeApiKey(context, { id });
  await revokeApiKey(context, { id });
  const target = { kind: "key", id, name: "Till 3" };
  expect((await listAudit(context, {})).items.reverse()).toMatchObject([
    { action: "key.created", target, address: "192.0.2.7", detail: { prefix, scopes: ["orders.read", "orders.pii"] } },
    { action: "key.revoked", target, address: "192.0.2.7", detail: { prefix } },
  ]);
});

it("[KEY-SCOPES] what decides about people and access cannot be given, nor what its maker does not have", async () => {
  await using test = await openTest();
  const { context } = test;
  // By hand: whatever is added to the permissions has to be thought about here.
  const forPrograms = [
    "metrics.read",
    "orders.read",
    "alerts.read",
    "metrics.write",
    "orders.manage",
    "orders.pii",
    "alerts.manage",
  ];
  expect([...keyScopes]).toEqual(forPrograms);
  for (const scope of permissions.filter((permission) => !forPrograms.includes(permission))) {
    const made = createApiKey(context, { name: "x", scopes: [scope as "metrics.read"] });
    await expect(made, scope).rejects.toMatchObject({ code: "INVALID_ARGUMENT", fields: [{ path: "scopes.0" }] });
  }
  const principal = { ...context.principal, permissions: ["keys.manage", "metrics.read"] as const };
  const small = { ...context, principal };
  await expect(createApiKey(small, { name: "x", scopes: ["metrics.read", "orders.pii"] })).rejects.toMatchObject({
    code: "FORBIDDEN",
    fields: [{ path: "scopes" }],
  });
  expect(await createApiKey(small, { name: "x", scopes: ["metrics.read"] })).toMatchObject({
    scopes: ["metrics.read"],
  });
});

it.each([
  ["no scope", { scopes: [] }, "scopes"],
  ["one scope twice", { scopes: ["metrics.read" as const, "metrics.read" as const] }, "scopes"],
  ["no name", { name: "  " }, "name"],
  ["days and a time", { days: 3, expiresAt: "2027-01-01T00:00:00Z" }, "days"],
  ["no day at all", { days: 0 }, "days"],
  ["a time that has passed", { expiresAt: "2026-10-31T00:00:00Z" }, "expiresAt"],
])("[KEY-INPUT] %s is refused at its field", async (_, change, path) => {
  await using test = await openTest();
  await expect(createApiKey(test.context, { name: "x", scopes: ["metrics.read"], ...change })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    fields: [{ path }],
  });
});

it("[KEY-MANAGE] only who may manage keys does, and a key never does", async () => {
  await using test = await openTest();
  const { services, identify } = test;
  const operator = contextOf(services, await addUser(services, { role: "operator" }));
  const { id, key } = await addKey(services, [...keyScopes]);
  const program = (await identify(key))?.principal ?? null;
  for (const context of [operator, { ...operator, principal: program }]) {
    for (const refused of [
      createApiKey(context, { name: "x", scopes: ["metrics.read"] }),
      listApiKeys(context, {}),
      revokeApiKey(context, { id }),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  }
});

it("[KEY-WHO] a key is a principal of its own, with its scopes and no session", async () => {
  await using test = await openTest();
  const { id, key } = await addKey(test.services, ["metrics.write"]);
  expect(await test.identify(key)).toEqual({
    principal: { kind: "key", id, name: "Webshop", role: "viewer", permissions: ["metrics.write"] },
    expiresAt: null,
    method: "key",
  });
});

it("[KEY-ENDS] a key that was revoked, has expired, or was never made opens nothing", async () => {
  await using test = await openTest();
  const { services, context, clock, identify, database } = test;
  const [revoked, expiring] = [
    await addKey(services, ["metrics.read"]),
    await addKey(services, ["metrics.read"], { days: 30 }),
  ];
  expect(await identify(expiring.key)).toMatchObject({ expiresAt: clock.ms + 30 * dayMs });
  await revokeApiKey(context, { id: revoked.id });
  expect(services.told).toEqual([`close key ${revoked.id}`]);
  expect(await identify(revoked.key)).toBeNull();
  clock.ms += 30 * dayMs - 1;
  expect(await identify(expiring.key)).not.toBeNull();
  clock.ms += 1;
  expect(await identify(expiring.key)).toBeNull();
  const last = expiring.key.at(-1) === "A" ? "E" : "A";
  expect(await identify(`${revoked.key.slice(0, -1)}${last}`)).toBeNull();
  // Its hash and its prefix, which a backup holds, are no keys.
  const [row] = await database.db.select().from(schema.apiKeys).where(eq(schema.apiKeys.id, expiring.id));
  for (const leaked of [row?.hash, `pb_${row?.hash}`, row?.prefix]) expect(await identify(leaked ?? "")).toBeNull();
});

it("[KEY-MALFORMED] what cannot be a key is refused without asking the database", async () => {
  await using test = await openTest();
  const away = testServices(unreachable(test.database));
  for (const text of ["pb_", "pb_short", `pb_${"A".repeat(44)}`, `pb_${"é".repeat(43)}`]) {
    expect(await authenticateHeaders(away, bearer(text))).toBeNull();
  }
  const cookie = `next-auth.session-token=pb_${"A".repeat(43)}`;
  expect(await authenticateHeaders(away, { cookie })).toBeNull();
});

it("[KEY-COOKIE] a key that stands in a cookie opens nothing", async () => {
  await using test = await openTest();
  const { key } = await addKey(test.services, [...keyScopes]);
  for (const cookie of [`next-auth.session-token=${key}`, `token=${key}`, `authorization=Bearer ${key}`]) {
    expect(await authenticateHeaders(test.services, { cookie })).toBeNull();
  }
});

it("[KEY-LAST-USE] when and from where is recorded, at most once a minute", async () => {
  await using test = await openTest();
  const { services, clock, identify, context } = test;
  const { id, key } = await addKey(services, ["metrics.write"]);
  const lastUse = async () => {
    const { items } = await listApiKeys(context, {});
    return items.find((item) => item.id === id)?.lastUsedAt ?? null;
  };
  await Promise.all(Array.from({ length: 20 }, () => identify(key)));
  await expect.poll(lastUse).toBe("2026-11-01T10:00:00.000Z");
  const [first] = (await listApiKeys(context, {})).items;
  expect(first?.lastUsedAddress).toBe("192.0.2.9");
  clock.ms += minuteMs - 1;
  await identify(key, "192.0.2.10");
  clock.ms += 1;
  await identify(key, "192.0.2.11");
  await expect.poll(lastUse).toBe("2026-11-01T10:01:00.000Z");
  expect((await listApiKeys(context, {})).items[0]?.lastUsedAddress).toBe("192.0.2.11");
});

it("[KEY-DEMO] a key that was made by a demo account opens nothing outside of a demo", async () => {
  await using test = await openTest({ demo: true });
  const { services, database } = test;
  const maker = contextOf(services, await addUser(services, { role: "admin", demo: true }));
  const { key } = await createApiKey(maker, { name: "x", scopes: ["orders.pii"] });
  expect(await test.identify(key)).not.toBeNull();
  expect(await authenticateHeaders(testServices(database), bearer(key))).toBeNull();
});

it("[KEY-MAKER] a key outlives its maker's account, and the list says so", async () => {
  await using test = await openTest();
  const { services, context, database, identify } = test;
  const leaver = await addUser(services, { role: "admin", name: "Leo Leaver" });
  const { key } = await createApiKey(contextOf(services, leaver), { name: "x", scopes: ["metrics.read"] });
  await database.db.update(schema.users).set({ disabledAt: new Date() }).where(eq(schema.users.id, leaver.id));
  expect((await listApiKeys(context, {})).items[0]?.createdBy).toEqual({
    id: leaver.id,
    name: "Leo Leaver",
    active: false,
  });
  expect(await identify(key)).not.toBeNull();
});

it("[KEY-UNKNOWN] a key that is not there cannot be revoked", async () => {
  await using test = await openTest();
  const id = "0198c0de-0000-7000-8000-000000000001";
  await expect(revokeApiKey(test.context, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
