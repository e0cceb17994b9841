import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { changePassword } from "../accounts/change-password";
import { createResetLink } from "../accounts/create-reset-link";
import { redeemPasswordLink } from "../accounts/redeem-password-link";
import { listUsers } from "./list-users";
import { readMe } from "./read-me";
import { addUser, contextOf, linkUser, type TestServices, testServices, testSso } from "./testing";
import { updateUser } from "./update-user";

const issuer = "https://login.shop.example/realms/shop";
const roleWords = "Their role comes from Shop login, anew at each sign-in. Change their groups there.";

/** An admin by password, somebody by the provider alone, and somebody by both. */
async function openShop() {
  const database = await testDatabase();
  const services = testServices(database, { sso: testSso(issuer) });
  const admin = await addUser(services, { role: "admin", name: "Ada" });
  const [pia, bea] = [await addUser(services, { name: "Pia" }), await addUser(services, { name: "Bea" })];
  // As the provider writes it: with a slash at its end, or without.
  await linkUser(services, pia, { issuer: `${issuer}/` });
  await linkUser(services, bea, { issuer, keepsPassword: true });
  const ada = contextOf(services, admin);
  return { database, services, ada, pia, bea, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

const rowOf = async ({ database }: TestServices, id: string) => {
  const [row] = await database.db.select().from(schema.users).where(eq(schema.users.id, id));
  return row;
};

it("[SSO-SHOWN] the list says how each gets in and what of them is fixed, with the words of the refusal", async () => {
  await using shop = await openShop();
  const { items } = await listUsers(shop.ada, {});
  const passwordWords = expect.stringContaining("They sign in with Shop login and have no password.");
  expect(items.map(({ name, signIn, fixed }) => ({ name, signIn, fixed }))).toEqual([
    { name: "Ada", signIn: { password: true, provider: null }, fixed: { role: null, password: null } },
    {
      name: "Pia",
      signIn: { password: false, provider: "Shop login" },
      fixed: { role: roleWords, password: passwordWords },
    },
    { name: "Bea", signIn: { password: true, provider: "Shop login" }, fixed: { role: roleWords, password: null } },
  ]);
  expect(JSON.stringify(items)).not.toContain("subject");
  expect(await readMe(contextOf(shop.services, shop.pia), {})).toMatchObject({
    signIn: { password: false, provider: "Shop login" },
  });
});

it("[SSO-FIXED] a role that the provider gives is not changed here: the same role and a new name are", async () => {
  await using shop = await openShop();
  for (const { id } of [shop.pia, shop.bea]) {
    await expect(updateUser(shop.ada, { id, role: "admin", name: "Another" })).rejects.toMatchObject({
      code: "CONFLICT",
      fields: [{ path: "role", message: roleWords }],
    });
    expect(await rowOf(shop.services, id)).toMatchObject({
      role: "viewer",
      name: expect.not.stringMatching("Another"),
    });
    expect(await updateUser(shop.ada, { id, role: "viewer", name: "Renamed" })).toMatchObject({ name: "Renamed" });
  }
  expect(shop.services.told).toEqual([shop.pia, shop.bea].map(({ id }) => `reauthorize ${id}`));
});

it("[SSO-FIXED] whoever has single sign-on in the place of a password gets none, by no way", async () => {
  await using shop = await openShop();
  const { id } = shop.pia;
  const { items } = await listUsers(shop.ada, {});
  const message = items.find((user) => user.id === id)?.fixed.password;
  await expect(updateUser(shop.ada, { id, password: "a password for Pia" })).rejects.toMatchObject({
    code: "CONFLICT",
    fields: [{ path: "password", message }],
  });
  await expect(createResetLink(shop.ada, { id })).rejects.toMatchObject({ code: "CONFLICT", message });
  const own = changePassword(contextOf(shop.services, shop.pia), { current: "x", password: "a password for Pia" });
  await expect(own).rejects.toThrow("Your account has no password: you sign in with Shop login.");
  expect(await rowOf(shop.services, id)).toMatchObject({ passwordHash: null, version: 1 });
  expect(await updateUser(shop.ada, { id, disabled: true })).toMatchObject({ disabled: true });
});

it("[SSO-FIXED] who has a password beside single sign-on keeps it, and an admin may set another", async () => {
  await using shop = await openShop();
  const { id } = shop.bea;
  expect(await createResetLink(shop.ada, { id })).toMatchObject({ path: expect.stringContaining("/join#") });
  expect(await updateUser(shop.ada, { id, password: "a password for Bea" })).toMatchObject({ id });
});

it("[SSO-FIXED] whom only a provider of before would vouch for can be given a password and a role", async () => {
  await using shop = await openShop();
  for (const sso of [null, testSso("https://another.example")]) {
    const services = testServices(shop.database, { sso });
    const ada = { ...shop.ada, services };
    const { items } = await listUsers(ada, {});
    expect(items.find(({ id }) => id === shop.pia.id)).toMatchObject({
      signIn: { password: false, provider: null },
      fixed: { role: null, password: null },
    });
    const own = changePassword(contextOf(services, shop.pia), { current: "x", password: "a password for Pia" });
    await expect(own).rejects.toThrow("An admin can make a link that sets one.");
    const { path } = await createResetLink(ada, { id: shop.pia.id });
    const use = { secret: path.split("#")[1] ?? "", password: "a password for Pia" };
    // Once the provider is back, such a link gives no password beside it.
    const anybody = { services: shop.services, principal: null, via: "rest" } as const;
    await expect(redeemPasswordLink(anybody, use)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await updateUser(ada, { id: shop.pia.id, role: "operator" })).toMatchObject({ role: "operator" });
    await updateUser(ada, { id: shop.pia.id, role: "viewer" });
  }
});

it("[LAST-SEEN] the list says when somebody's sessions were last used, and else when they last signed in", async () => {
  await using shop = await openShop();
  const { services, pia, bea } = shop;
  const [signedInAt, usedAt] = [new Date("2026-11-01T10:00:00Z"), new Date("2026-11-03T10:00:00Z")];
  await services.database.db.update(schema.users).set({ lastLoginAt: signedInAt });
  const session = { userId: pia.id, createdAt: signedInAt, expiresAt: new Date("2026-12-01T10:00:00Z") };
  await services.database.db.insert(schema.sessions).values([
    { ...session, id: "0198c0de-0000-7000-8000-000000000001", lastUsedAt: usedAt },
    { ...session, id: "0198c0de-0000-7000-8000-000000000002" },
  ]);
  const { items } = await listUsers(shop.ada, {});
  const seen = (id: string) => items.find((user) => user.id === id)?.lastSeenAt;
  expect([seen(pia.id), seen(bea.id)]).toEqual([usedAt.toISOString(), signedInAt.toISOString()]);
  expect(await updateUser(shop.ada, { id: pia.id, name: "Pia P." })).toMatchObject({
    lastSeenAt: usedAt.toISOString(),
  });
  expect(await updateUser(shop.ada, { id: bea.id, name: "Bea B." })).toMatchObject({
    lastSeenAt: signedInAt.toISOString(),
  });
});
