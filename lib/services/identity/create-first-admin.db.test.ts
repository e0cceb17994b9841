import { expect, it } from "vitest";
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

it("[first run] of four at once with the right code one wins, however close they come", async () => {
  await using database = await testDatabase();
  const services = testServices(database, { setupCode: code });
  const context = { services, principal: null, via: "rest" as const };
  for (let round = 0; round < 8; round++) {
    const attempts = [0, 1, 2, 3].map((i) =>
      createFirstAdmin(context, { ...input, email: `boss${i}@test.example`, shopName: `Shop ${i}` }),
    );
    const results = await Promise.allSettled(attempts);
    const lost = results.filter((result) => result.status === "rejected").map((result) => result.reason.code);
    expect(lost).toEqual(["CONFLICT", "CONFLICT", "CONFLICT"]);
    const [admin, ...others] = await database.db.select().from(schema.users);
    expect(others).toEqual([]);
    expect((await readShop(services)).name).toBe(`Shop ${admin?.email.charAt(4)}`);
    await database.db.delete(schema.users);
    await database.db.delete(schema.settings);
  }
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
