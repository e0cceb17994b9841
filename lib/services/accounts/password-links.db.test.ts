import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { createUser } from "../identity/create-user";
import { principalOfSession } from "../identity/sessions";
import { signIn } from "../identity/sign-in";
import { addUser, contextOf, testServices } from "../identity/testing";
import { updateUser } from "../identity/update-user";
import { createApiKey } from "../keys/create-api-key";
import { createResetLink } from "./create-reset-link";
import { deleteUser } from "./delete-user";
import { endSession } from "./end-session";
import { inviteUser } from "./invite-user";
import { listInvitations } from "./list-invitations";
import { readPasswordLink } from "./read-password-link";
import { redeemPasswordLink } from "./redeem-password-link";
import { renewInvitation } from "./renew-invitation";
import { revokeInvitation } from "./revoke-invitation";

const newcomer = { email: "maya@test.example", name: "Maya", role: "operator" } as const;
const password = "a password of her own";
const dayMs = 24 * 3_600_000;
const secretOf = ({ path }: { path: string }) => path.split("#")[1] ?? "";

let addresses = 0;

/** An admin, a clock, and somebody who is not signed in at an address of their own. */
async function openTest() {
  const database = await testDatabase();
  const clock = { ms: Date.parse("2026-11-01T10:00:00Z") };
  const services = testServices(database, { now: () => new Date(clock.ms) });
  const ada = await addUser(services, { role: "admin", name: "Ada Admin" });
  const caller = { address: `192.0.2.${++addresses}`, userAgent: null, traceId: "trace-0001" };
  return {
    ...{ database, services, clock, ada, admin: contextOf(services, ada) },
    nobody: { services, principal: null, via: "rest" as const, caller },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

it("[LINK-INVITE] an invitation makes one user with exactly its role, who can sign in, and then it opens nothing", async () => {
  await using test = await openTest();
  const { admin, nobody, services } = test;
  const issued = await inviteUser(admin, newcomer);
  expect(issued.path).toMatch(/^\/join#[\w-]{43}$/);
  expect(Date.parse(issued.expiresAt)).toBe(test.clock.ms + 7 * dayMs);
  expect(await readPasswordLink(nobody, { secret: secretOf(issued) })).toEqual({
    ...{ kind: "invitation", shop: "My shop", expiresAt: issued.expiresAt },
    ...newcomer,
  });
  const user = await redeemPasswordLink(nobody, { secret: secretOf(issued), password });
  expect(user).toMatchObject({ ...newcomer, disabled: false });
  expect((await signIn(services, { email: newcomer.email, password, userAgent: null }))?.user.role).toBe("operator");
  const again = redeemPasswordLink(nobody, { secret: secretOf(issued), password: "somebody else's try" });
  await expect(again).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await listInvitations(admin, {})).items).toEqual([]);
});

it("[LINK-HASH] only the hash of a secret is kept, and neither list nor audit tells the secret", async () => {
  await using test = await openTest();
  const issued = await inviteUser(test.admin, newcomer);
  const secret = secretOf(issued);
  const rows = await test.database.db.select().from(schema.passwordLinks);
  expect(rows.map(({ secretHash }) => secretHash)).toEqual([createHash("sha256").update(secret).digest("base64url")]);
  await redeemPasswordLink(test.nobody, { secret, password });
  const audit = await test.database.db.select().from(schema.auditEntries);
  expect(audit.map(({ action, actorName }) => `${action} by ${actorName}`)).toEqual([
    "invitation.created by Ada Admin",
    "invitation.accepted by Maya",
  ]);
  const told = await test.database.db.select().from(schema.outbox);
  for (const kept of [rows, audit, told, await listInvitations(test.admin, {})]) {
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(JSON.stringify(kept)).not.toContain(password);
  }
});

it("[LINK-DEAD] unknown, revoked, renewed, expired, replaced and taken: the same answer, and nobody comes of it", async () => {
  await using test = await openTest();
  const { admin, nobody, clock } = test;
  const dead: string[] = ["A".repeat(43)];
  const revoked = await inviteUser(admin, { ...newcomer, email: "a@test.example" });
  await revokeInvitation(admin, { id: revoked.invitation.id });
  const renewed = await inviteUser(admin, { ...newcomer, email: "b@test.example" });
  await renewInvitation(admin, { id: renewed.invitation.id });
  const replaced = await inviteUser(admin, { ...newcomer, email: "c@test.example" });
  await inviteUser(admin, { ...newcomer, email: "c@test.example" });
  const taken = await inviteUser(admin, { ...newcomer, email: "d@test.example" });
  await addUser(test.services, { email: "d@test.example" });
  dead.push(...[revoked, renewed, replaced].map(secretOf));
  const answers = new Set<string>();
  const tryToUse = (secret: string) =>
    redeemPasswordLink(nobody, { secret, password }).then(
      (user) => answers.add(`opened for ${user.email}`),
      ({ code, message }) => answers.add(`${code} ${message}`),
    );
  await Promise.all(dead.slice(0, 3).map(tryToUse));
  for (const secret of [...dead.slice(3), secretOf(taken)]) await tryToUse(secret);
  const expired = await inviteUser(admin, newcomer);
  clock.ms += 7 * dayMs;
  await tryToUse(secretOf(expired));
  expect([...answers]).toEqual(["NOT_FOUND This link does not work any more. Ask an administrator for a new one."]);
  expect(await test.database.db.select().from(schema.users)).toHaveLength(2);
  const listed = (await listInvitations(admin, {})).items.find(({ id }) => id === expired.invitation.id);
  expect(listed).toMatchObject({ expired: true, invitedBy: "Ada Admin" });
  const fresh = await renewInvitation(admin, { id: expired.invitation.id });
  expect((await redeemPasswordLink(nobody, { secret: secretOf(fresh), password })).email).toBe(newcomer.email);
});

it("[LINK-ONCE] of two who use a link at the same moment one gets in", async () => {
  await using test = await openTest();
  const secret = secretOf(await inviteUser(test.admin, newcomer));
  const elsewhere = { ...test.nobody, caller: { address: "198.51.100.1", userAgent: null, traceId: null } };
  const both = await Promise.allSettled([
    redeemPasswordLink(test.nobody, { secret, password }),
    redeemPasswordLink(elsewhere, { secret, password: "the other's password" }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await test.database.db.select().from(schema.users)).toHaveLength(2);
});

it("[LINK-THROTTLE] guesses from one address wait for each other and for what they cost; others are not held up", async () => {
  await using test = await openTest();
  const guess = (n: number, context = test.nobody) =>
    readPasswordLink(context, { secret: `${n}`.padStart(43, "x") }).catch(({ code }) => code);
  const codes = await Promise.all(Array.from({ length: 8 }, (_, i) => guess(i)));
  expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(3);
  expect(codes.filter((code) => code === "NOT_FOUND")).toHaveLength(5);
});

it("[LINK-RESET] a reset sets the password, ends every session and every older link, once and within 24 hours", async () => {
  await using test = await openTest();
  const { admin, nobody, services, clock } = test;
  const user = await addUser(services, { name: "Fay" });
  const signedIn = await signIn(services, { ...user, userAgent: null });
  const claims = { sub: user.id, sid: signedIn?.sessionId ?? "", version: signedIn?.version ?? 0 };
  const older = await createResetLink(admin, { id: user.id });
  const issued = await createResetLink(admin, { id: user.id });
  expect(await principalOfSession(services, claims)).not.toBeNull();
  await expect(redeemPasswordLink(nobody, { secret: secretOf(older), password })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await redeemPasswordLink(nobody, { secret: secretOf(issued), password });
  expect(services.told).toEqual([`revoke ${user.id}`]);
  expect(await principalOfSession(services, claims)).toBeNull();
  expect(await signIn(services, { ...user, userAgent: null })).toBeNull();
  expect(await signIn(services, { ...user, password, userAgent: null })).not.toBeNull();
  const late = await createResetLink(admin, { id: user.id });
  clock.ms += dayMs;
  await expect(readPasswordLink(nobody, { secret: secretOf(late) })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("[LINK-RESET] none for oneself, for who is disabled or for who is gone; and none survives disabling, deleting or a new password", async () => {
  await using test = await openTest();
  const { admin, nobody, services, ada } = test;
  await expect(createResetLink(admin, { id: ada.id })).rejects.toMatchObject({ code: "CONFLICT" });
  const changes = [
    (id: string) => updateUser(admin, { id, disabled: true }),
    (id: string) => updateUser(admin, { id, password: "set by the admin" }),
    (id: string) => deleteUser(admin, { id }),
  ];
  for (const change of changes) {
    const user = await addUser(services);
    const secret = secretOf(await createResetLink(admin, { id: user.id }));
    await change(user.id);
    const late = { ...nobody, caller: { ...nobody.caller, address: user.id } };
    await expect(redeemPasswordLink(late, { secret, password })).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  const codes = [];
  for (const { id } of await test.database.db.select().from(schema.users).where(eq(schema.users.role, "viewer"))) {
    codes.push(
      await createResetLink(admin, { id }).then(
        () => "made",
        ({ code }) => code,
      ),
    );
  }
  expect(codes.sort()).toEqual(["CONFLICT", "NOT_FOUND", "made"]);
});

it("[LINK-RIGHTS] links of somebody who is no admin any more, is disabled or deleted open nothing", async () => {
  await using test = await openTest();
  const { admin, nobody, services } = test;
  const removals = [
    (id: string) => updateUser(admin, { id, role: "viewer" }),
    (id: string) => updateUser(admin, { id, disabled: true }),
    (id: string) => deleteUser(admin, { id }),
  ];
  for (const [index, remove] of removals.entries()) {
    const rogue = await addUser(services, { role: "admin" });
    const door = await inviteUser(contextOf(services, rogue), {
      ...newcomer,
      email: `d${index}@test.example`,
      role: "admin",
    });
    await remove(rogue.id);
    await expect(redeemPasswordLink(nobody, { secret: secretOf(door), password })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  }
});

it("[LINK-RIGHTS] who is no admin makes, lists, renews and revokes none", async () => {
  await using test = await openTest();
  const { invitation } = await inviteUser(test.admin, newcomer);
  const operator = contextOf(test.services, await addUser(test.services, { role: "operator" }));
  const { id } = invitation;
  for (const attempt of [
    () => inviteUser(operator, { ...newcomer, role: "admin" }),
    () => listInvitations(operator, {}),
    () => renewInvitation(operator, { id }),
    () => revokeInvitation(operator, { id }),
    () => createResetLink(operator, { id: test.ada.id }),
    () => deleteUser(operator, { id: test.ada.id }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  const taken = inviteUser(test.admin, { ...newcomer, email: test.ada.email });
  await expect(taken).rejects.toMatchObject({ code: "CONFLICT", fields: [{ path: "email" }] });
});

it("[LINK-RIGHTS] an invitation dies when its address has an account by another way, and does not come back with its deletion", async () => {
  await using test = await openTest();
  const { admin, nobody } = test;
  const issued = await inviteUser(admin, { ...newcomer, role: "admin" });
  const { id } = await createUser(admin, { ...newcomer, role: "viewer", password });
  await deleteUser(admin, { id });
  const use = redeemPasswordLink(nobody, { secret: secretOf(issued), password });
  await expect(use).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("[STILL-ALLOWED] who lost the right, or the session, while the change was prepared leaves nothing behind", async () => {
  await using test = await openTest();
  const { admin, ada, services, database } = test;
  const other = contextOf(services, await addUser(services, { role: "admin" }));
  const max = await addUser(services, { name: "Max" });
  const signedIn = await signIn(services, { ...ada, userAgent: null });
  const inSession = contextOf(services, ada, signedIn?.sessionId);
  const attempts = (context: typeof admin) => [
    inviteUser(context, newcomer),
    createUser(context, { ...newcomer, password }),
    updateUser(context, { id: max.id, role: "admin" }),
    updateUser(context, { id: ada.id, role: "admin" }),
    createResetLink(context, { id: max.id }),
    createApiKey(context, { name: "Mine", scopes: ["orders.read"] }),
  ];
  await endSession(other, { id: signedIn?.sessionId ?? "" });
  await Promise.all(
    attempts(inSession).map((attempt) => expect(attempt).rejects.toMatchObject({ code: "UNAUTHENTICATED" })),
  );
  await updateUser(other, { id: ada.id, role: "viewer" });
  // What was known of her when she asked still says admin.
  await Promise.all(attempts(admin).map((attempt) => expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" })));
  await updateUser(other, { id: ada.id, disabled: true });
  await Promise.all(
    attempts(admin).map((attempt) => expect(attempt).rejects.toMatchObject({ code: "UNAUTHENTICATED" })),
  );
  expect(await database.db.select().from(schema.apiKeys)).toEqual([]);
  expect(await database.db.select().from(schema.passwordLinks)).toEqual([]);
  expect(await database.db.select().from(schema.users)).toHaveLength(3);
});
