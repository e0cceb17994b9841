import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import type { Services } from "../context";
import { ensureAdminFromEnvironment } from "./admin-from-environment";
import { createUser } from "./create-user";
import { ensureDemoAccounts } from "./demo-accounts";
import { listUsers } from "./list-users";
import { readMe } from "./read-me";
import { principalOfSession } from "./sessions";
import { signIn } from "./sign-in";
import { addUser, contextOf, testServices } from "./testing";
import { updateUser } from "./update-user";

const activeAdmins = async ({ database }: Services) =>
  (await database.db.select().from(schema.users).where(eq(schema.users.role, "admin"))).filter(
    (user) => !user.disabledAt,
  ).length;

const newcomer = { email: "maya@test.example", name: "Maya", role: "operator", password: "a good password" } as const;

it("[users] an admin adds somebody, who can sign in and appears in the list without a hash", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const context = contextOf(services, await addUser(services, { role: "admin" }));
  const created = await createUser(context, { ...newcomer, email: "Maya@Test.example" });
  expect(created).toMatchObject({ email: "maya@test.example", role: "operator", disabled: false, demo: false });
  expect((await signIn(services, { ...newcomer, userAgent: null }))?.user.id).toBe(created.id);
  const { items } = await listUsers(context, {});
  expect(items.map((user) => user.email)).toContain("maya@test.example");
  expect(JSON.stringify(items)).not.toContain("argon2");
});

it("[users] an e-mail that is taken, in any case, is a CONFLICT that names the field", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const context = contextOf(services, await addUser(services, { role: "admin" }));
  await createUser(context, newcomer);
  const again = createUser(context, { ...newcomer, email: "MAYA@test.example" });
  await expect(again).rejects.toMatchObject({ code: "CONFLICT", fields: [{ path: "email" }] });
});

it("[users] who is no admin neither lists nor creates nor changes", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  for (const role of ["viewer", "operator"] as const) {
    const user = await addUser(services, { role });
    const context = contextOf(services, user);
    await expect(listUsers(context, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(createUser(context, newcomer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(updateUser(context, { id: user.id, role: "admin" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});

it("[revocation] disabling ends the sessions and what was issued, also after the user is enabled again", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const context = contextOf(services, await addUser(services, { role: "admin" }));
  const user = await addUser(services, { role: "operator" });
  const signedIn = await signIn(services, { ...user, userAgent: null });
  const claims = { sub: user.id, sid: signedIn?.sessionId ?? "", version: signedIn?.version ?? 0 };
  expect(await updateUser(context, { id: user.id, disabled: true })).toMatchObject({ disabled: true });
  expect(services.told).toEqual([`revoke ${user.id}`]);
  expect(await principalOfSession(services, claims)).toBeNull();
  expect(await updateUser(context, { id: user.id, disabled: false })).toMatchObject({ disabled: false });
  expect(await principalOfSession(services, claims)).toBeNull();
  expect(await principalOfSession(services, { ...claims, version: claims.version + 1 })).toBeNull();
  expect(await signIn(services, { ...user, userAgent: null })).not.toBeNull();
});

it("[revocation] a password set by an admin ends every session; the new one opens", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const context = contextOf(services, await addUser(services, { role: "admin" }));
  const user = await addUser(services);
  const signedIn = await signIn(services, { ...user, userAgent: null });
  await updateUser(context, { id: user.id, password: "another password" });
  const claims = { sub: user.id, sid: signedIn?.sessionId ?? "", version: signedIn?.version ?? 0 };
  expect(await principalOfSession(services, claims)).toBeNull();
  expect(await signIn(services, { ...user, userAgent: null })).toBeNull();
  expect(await signIn(services, { ...user, password: "another password", userAgent: null })).not.toBeNull();
});

it("[revocation] a role changes at once in the session that exists, and the hub is told", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const context = contextOf(services, await addUser(services, { role: "admin" }));
  const user = await addUser(services, { role: "operator" });
  const signedIn = await signIn(services, { ...user, userAgent: null });
  await updateUser(context, { id: user.id, role: "viewer", name: "New Name" });
  const claims = { sub: user.id, sid: signedIn?.sessionId ?? "", version: signedIn?.version ?? 0 };
  expect(await principalOfSession(services, claims)).toMatchObject({ role: "viewer", name: "New Name" });
  expect(services.told).toEqual([`reauthorize ${user.id}`]);
});

it("[users] one's own password is not set here, where nobody asks for the present one", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = await addUser(services, { role: "admin" });
  const attempt = updateUser(contextOf(services, admin), { id: admin.id, password: "another password" });
  await expect(attempt).rejects.toMatchObject({ code: "CONFLICT", fields: [{ path: "password" }] });
  expect(await signIn(services, { ...admin, userAgent: null })).not.toBeNull();
});

it("[users] nobody takes themselves out, with other admins or without", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = await addUser(services, { role: "admin" });
  await addUser(services, { role: "admin" });
  const context = contextOf(services, admin);
  await expect(updateUser(context, { id: admin.id, disabled: true })).rejects.toMatchObject({
    code: "CONFLICT",
    fields: [{ path: "disabled" }],
  });
  await expect(updateUser(context, { id: admin.id, role: "viewer" })).rejects.toMatchObject({
    code: "CONFLICT",
    fields: [{ path: "role" }],
  });
  expect(await updateUser(context, { id: admin.id, role: "admin", name: "Still here" })).toMatchObject({
    name: "Still here",
  });
});

it("[users] the last active admin can neither be demoted nor disabled; demo and disabled admins do not count", async () => {
  await using database = await testDatabase();
  await ensureDemoAccounts(testServices(database, { demo: true }));
  const services = testServices(database);
  const last = await addUser(services, { role: "admin" });
  const gone = await addUser(services, { role: "admin" });
  await database.db.update(schema.users).set({ disabledAt: new Date() }).where(eq(schema.users.id, gone.id));
  const context = contextOf(services, gone);
  for (const change of [{ role: "viewer" }, { disabled: true }] as const) {
    await expect(updateUser(context, { id: last.id, ...change })).rejects.toMatchObject({ code: "CONFLICT" });
  }
  expect(services.told).toEqual([]);
  // Who is disabled changes nothing at all, whatever was known of them when they asked.
  const password = updateUser(context, { id: last.id, password: "another password" });
  await expect(password).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

it("[users] of two admins who remove each other at the same moment one remains", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  for (let round = 0; round < 5; round++) {
    const [a, b] = [await addUser(services, { role: "admin" }), await addUser(services, { role: "admin" })];
    const results = await Promise.allSettled([
      updateUser(contextOf(services, a), { id: b.id, role: "viewer" }),
      updateUser(contextOf(services, b), { id: a.id, disabled: true }),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await activeAdmins(services)).toBe(1);
    await database.db.update(schema.users).set({ role: "viewer" });
  }
});

it("[users] an unknown user is NOT_FOUND", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const context = contextOf(services, await addUser(services, { role: "admin" }));
  const id = "0198c0de-0000-7000-8000-000000000001";
  await expect(updateUser(context, { id, name: "Nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("readMe tells name, role and permissions of whoever asks", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "viewer", name: "Vera" });
  expect(await readMe(contextOf(services, user), {})).toEqual({
    kind: "user",
    id: user.id,
    email: user.email,
    name: "Vera",
    role: "viewer",
    permissions: ["metrics.read", "orders.read", "alerts.read"],
    signIn: { password: true, provider: null },
  });
  await expect(readMe({ services, principal: null, via: "rest" }, {})).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
});

it("[first run] ADMIN_EMAIL creates the admin once; later it changes nothing, and takes nobody's address", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const settings = { email: "boss@test.example", password: "a good password" };
  const both = await Promise.all([
    ensureAdminFromEnvironment(services, settings),
    ensureAdminFromEnvironment(services, settings),
  ]);
  expect(both.sort()).toEqual(["created", "unneeded"]);
  expect(await ensureAdminFromEnvironment(services, { ...settings, password: "changed later on" })).toBe("unneeded");
  expect((await signIn(services, { ...settings, userAgent: null }))?.user.role).toBe("admin");
  await database.db.update(schema.users).set({ role: "viewer" });
  expect(await ensureAdminFromEnvironment(services, settings)).toBe("taken");
});
