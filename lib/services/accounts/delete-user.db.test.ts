import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { createUser } from "../identity/create-user";
import { listUsers } from "../identity/list-users";
import { principalOfSession } from "../identity/sessions";
import { signIn } from "../identity/sign-in";
import { addUser, contextOf, testServices } from "../identity/testing";
import { updateUser } from "../identity/update-user";
import { deleteUser } from "./delete-user";

it("[DELETE] somebody deleted is in no list and cannot come back; their name stays, their address is free", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = contextOf(services, await addUser(services, { role: "admin" }));
  const fay = await addUser(services, { name: "Fay", email: "fay@test.example" });
  await database.db
    .update(schema.users)
    .set({ ssoIssuer: "issuer", ssoSubject: "fay" })
    .where(eq(schema.users.id, fay.id));
  const signedIn = await signIn(services, { ...fay, userAgent: null });
  await deleteUser(admin, { id: fay.id });
  expect(services.told).toEqual([`revoke ${fay.id}`]);
  const claims = { sub: fay.id, sid: signedIn?.sessionId ?? "", version: signedIn?.version ?? 0 };
  expect(await principalOfSession(services, claims)).toBeNull();
  expect(await signIn(services, { ...fay, userAgent: null })).toBeNull();
  expect((await listUsers(admin, {})).items.map(({ id }) => id)).not.toContain(fay.id);
  const [row] = await database.db.select().from(schema.users).where(eq(schema.users.id, fay.id));
  expect(row).toMatchObject({ name: "Fay", passwordHash: null, ssoIssuer: "issuer", ssoSubject: "fay" });
  expect(row?.email).not.toContain("fay");
  const [entry] = await database.db
    .select()
    .from(schema.auditEntries)
    .where(eq(schema.auditEntries.action, "user.deleted"));
  expect(entry).toMatchObject({
    targetId: fay.id,
    targetName: "Fay",
    detail: { email: "fay@test.example", role: "viewer" },
  });
  await createUser(admin, { email: fay.email, name: "Another Fay", role: "viewer", password: "a good password" });
  await expect(deleteUser(admin, { id: fay.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(updateUser(admin, { id: fay.id, disabled: false })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("[DELETE] nobody deletes themselves or the last active admin", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const last = await addUser(services, { role: "admin" });
  const gone = await addUser(services, { role: "admin" });
  await expect(deleteUser(contextOf(services, last), { id: last.id })).rejects.toMatchObject({ code: "CONFLICT" });
  await database.db.update(schema.users).set({ disabledAt: new Date() }).where(eq(schema.users.id, gone.id));
  await expect(deleteUser(contextOf(services, gone), { id: last.id })).rejects.toMatchObject({ code: "CONFLICT" });
  await deleteUser(contextOf(services, last), { id: gone.id });
  expect((await listUsers(contextOf(services, last), {})).items.map(({ id }) => id)).toEqual([last.id]);
});

it("[LAST-ADMIN] of two admins who take each other out at the same moment, in whatever way, one remains", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  type Way = (by: Parameters<typeof deleteUser>[0], id: string) => Promise<unknown>;
  const ways: Way[] = [
    (by, id) => deleteUser(by, { id }),
    (by, id) => updateUser(by, { id, role: "viewer" }),
    (by, id) => updateUser(by, { id, disabled: true }),
  ];
  for (const mine of ways) {
    for (const theirs of ways) {
      const [a, b] = [await addUser(services, { role: "admin" }), await addUser(services, { role: "admin" })];
      const both = await Promise.allSettled([mine(contextOf(services, a), b.id), theirs(contextOf(services, b), a.id)]);
      expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const rows = await database.db.select().from(schema.users).where(eq(schema.users.role, "admin"));
      expect(rows.filter(({ disabledAt, deletedAt }) => !disabledAt && !deletedAt)).toHaveLength(1);
      await database.db.update(schema.users).set({ role: "viewer" });
    }
  }
});

it("[ENUMERATION] unknown, wrong, disabled, deleted and single sign-on only: one comparison each, and the same answer", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = contextOf(services, await addUser(services, { role: "admin" }));
  const [known, disabled, deleted, sso] = await Promise.all([1, 2, 3, 4].map(() => addUser(services)));
  if (!known || !disabled || !deleted || !sso) throw new Error("The test's own users are missing.");
  await updateUser(admin, { id: disabled.id, disabled: true });
  await deleteUser(admin, { id: deleted.id });
  await database.db.update(schema.users).set({ passwordHash: null }).where(eq(schema.users.id, sso.id));
  const attempts = {
    unknown: { email: "nobody@test.example", password: known.password },
    wrong: { email: known.email, password: "a wrong password" },
    disabled,
    deleted,
    "deleted, by what stands in the row now": { ...deleted, email: `${deleted.id}@deleted.invalid` },
    sso,
  };
  for (const [kind, { email, password }] of Object.entries(attempts)) {
    services.compared.length = 0;
    expect(await signIn(services, { email, password, userAgent: null }), kind).toBeNull();
    expect(services.compared.length, kind).toBe(1);
  }
});
