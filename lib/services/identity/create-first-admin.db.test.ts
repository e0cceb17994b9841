import { expect, it, vi } from "vitest";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { readShop } from "../settings/shop";
import { createFirstAdmin } from "./create-first-admin";
import { ensureDemoAccounts } from "./demo-accounts";
import { generateSetupCode, needsSetup } from "./first-run";
import { signIn } from "./sign-in";
import { addUser, testServices } from "./testing";

const code = "7KQM-2XWD-HP9R";
const input = {
  code,
  email: "boss@test.example",
  name: "Boss",
  password: "a good password",
  shopName: "Corner Shop",
  timeZone: "Europe/Berlin",
  currency: "CHF",
};

it("[first run] the code from the log creates the admin and stores the shop, once", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { setupCode: code });
  const context = { services, principal: null, via: "rest" as const };
  expect(await needsSetup(services)).toBe(true);
  expect(await createFirstAdmin(context, { ...input, code: " 7kqm2xwd hp9r " })).toMatchObject({
    role: "admin",
    email: input.email,
  });
  expect(await needsSetup(services)).toBe(false);
  expect(await readShop(services)).toEqual({
    name: "Corner Shop",
    timeZone: "Europe/Berlin",
    currency: "CHF",
    demo: false,
    largeOrderMinor: 50_000,
  });
  expect(await signIn(services, { ...input, userAgent: null })).not.toBeNull();
  await expect(createFirstAdmin(context, { ...input, email: "second@test.example" })).rejects.toMatchObject({
    code: "CONFLICT",
  });
});

it("[first run] a wrong code, and any code once there is none, is FORBIDDEN and writes nothing", async () => {
  await using database = await testDatabase();
  for (const [setupCode, given] of [
    [code, "7KQM-2XWD-HP9S"],
    [code, "7KQM"],
    [null, code],
  ] as const) {
    const services = testServices(database, { setupCode });
    const attempt = createFirstAdmin({ services, principal: null, via: "rest" }, { ...input, code: given });
    await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN", fields: [{ path: "code" }] });
  }
  expect(await database.db.select().from(schema.users)).toEqual([]);
  expect(await database.db.select().from(schema.settings)).toEqual([]);
});

/**
 * Makes everybody who wants to add a user wait until it is disposed, which it is once four do. Only on PostgreSQL: on the
 * embedded database transactions never overlap.
 */
async function holdUsers(database: Database): Promise<AsyncDisposable> {
  const client = await database.connect();
  await client.query("begin; lock table users in share row exclusive mode");
  return {
    async [Symbol.asyncDispose]() {
      const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      await vi.waitFor(async () => expect((await database.pool.query(waiting)).rowCount).toBe(4), { timeout: 5_000 });
      await client.end();
    },
  };
}

it("[first run] of four at the same moment, all with the right code, one wins", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { setupCode: code });
  const attempt = (i: number) =>
    createFirstAdmin(
      { services, principal: null, via: "rest" },
      { ...input, email: `boss${i}@test.example`, shopName: `Shop ${i}` },
    );
  let attempts: Promise<PromiseSettledResult<unknown>[]>;
  {
    await using _held = database.kind === "postgres" ? await holdUsers(database) : null;
    attempts = Promise.allSettled([0, 1, 2, 3].map(attempt));
  }
  const lost = (await attempts).filter((result) => result.status === "rejected").map((result) => result.reason.code);
  expect(lost).toEqual(["CONFLICT", "CONFLICT", "CONFLICT"]);
  const [admin, ...others] = await database.db.select().from(schema.users);
  expect(others).toEqual([]);
  expect((await readShop(services)).name).toBe(`Shop ${admin?.email.charAt(4)}`);
});

it("[first run] closed as soon as there is any user, whatever their role", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { setupCode: code });
  await addUser(services);
  const attempt = createFirstAdmin({ services, principal: null, via: "rest" }, input);
  await expect(attempt).rejects.toMatchObject({ code: "CONFLICT" });
});

it("[first run] accounts of an earlier demo open nothing, so they do not count; within the demo they do", async () => {
  await using database = await testDatabase();
  const demo = testServices(database, { demo: true, setupCode: code });
  await ensureDemoAccounts(demo);
  expect(await needsSetup(demo)).toBe(false);
  const services = testServices(database, { setupCode: code });
  expect(await needsSetup(services)).toBe(true);
  const context = { services, principal: null, via: "rest" as const };
  await expect(createFirstAdmin(context, { ...input, email: "admin@pulseboard.local" })).rejects.toMatchObject({
    code: "CONFLICT",
    fields: [{ path: "email" }],
  });
  expect(await needsSetup(services)).toBe(true);
  expect(await createFirstAdmin(context, input)).toMatchObject({ role: "admin", demo: false });
});

it("[first run] wrong input names its paths before anything is read", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { setupCode: code });
  const wrong = { ...input, email: "no", password: "short", timeZone: "Europe/Nowhere", currency: "XYZ", more: 1 };
  const attempt = createFirstAdmin({ services, principal: null, via: "rest" }, wrong);
  const failure = await attempt.catch((error) => error);
  expect(failure.code).toBe("INVALID_ARGUMENT");
  expect(failure.fields.map((field: { path: string }) => field.path).sort()).toEqual([
    "currency",
    "email",
    "more",
    "password",
    "timeZone",
  ]);
});

it("a code is easy to read, and another one each time", () => {
  const codes = new Set(Array.from({ length: 100 }, generateSetupCode));
  expect(codes.size).toBe(100);
  for (const each of codes) expect(each).toMatch(/^([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}$/);
});
