import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { demoAccounts, ensureDemoAccounts } from "./demo-accounts";
import { issueToken } from "./issue-token";
import { authenticateHeaders } from "./principal";
import { createSession, principalOfSession, sessionLifetimeMs } from "./sessions";
import { type SignedIn, signIn } from "./sign-in";
import { signOut } from "./sign-out";
import { addUser, contextOf, type TestServices, testServices } from "./testing";
import { updateUser } from "./update-user";

const claimsOf = ({ user, sessionId, version }: SignedIn) => ({ sub: user.id, sid: sessionId, version });
const cookieOf = async (services: TestServices, signedIn: SignedIn) =>
  `next-auth.session-token=${await encode({ token: claimsOf(signedIn), secret: services.config.authSecret })}`;

async function signedInUser(services: TestServices, role: "viewer" | "operator" | "admin" = "viewer") {
  const user = await addUser(services, { role });
  const signedIn = await signIn(services, { ...user, userAgent: "a browser" });
  if (!signedIn) throw new Error("The test's own user cannot sign in.");
  return { user, signedIn };
}

it("[login] the right password starts a session of 30 days and is remembered as last login", async () => {
  await using database = await testDatabase();
  const now = new Date("2026-05-01T12:00:00Z");
  const services = testServices(database, { now: () => now });
  const { user, signedIn } = await signedInUser(services, "operator");
  expect(signedIn.user).toMatchObject({ id: user.id, role: "operator", lastLoginAt: now.toISOString() });
  const [session] = await database.db.select().from(schema.sessions);
  expect(session).toMatchObject({ id: signedIn.sessionId, userId: user.id, userAgent: "a browser", endedAt: null });
  expect(session?.expiresAt.getTime()).toBe(now.getTime() + sessionLifetimeMs);
  expect(await principalOfSession(services, claimsOf(signedIn))).toMatchObject({
    id: user.id,
    role: "operator",
    sessionId: signedIn.sessionId,
  });
});

it("[login] case and spaces around the e-mail do not matter, those of the password do", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { email: "maya@test.example" });
  expect(
    await signIn(services, { email: " Maya@TEST.example ", password: user.password, userAgent: null }),
  ).not.toBeNull();
  expect(await signIn(services, { email: user.email, password: ` ${user.password}`, userAgent: null })).toBeNull();
});

it("[login] unknown user, wrong password, disabled user and rubbish get the same answer, and no session", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const disabled = await addUser(services);
  await database.db.update(schema.users).set({ disabledAt: new Date() }).where(eq(schema.users.id, disabled.id));
  const tries = [
    { email: "nobody@test.example", password: user.password },
    { email: user.email, password: "wrong password" },
    { email: disabled.email, password: disabled.password },
    { email: "no e-mail", password: "x" },
    { email: user.email, password: "" },
    { email: user.email, password: "x".repeat(201) },
    { email: `${"x".repeat(300)}@test.example`, password: "x" },
  ];
  for (const each of tries) expect(await signIn(services, { ...each, userAgent: null })).toBeNull();
  expect(await database.db.select().from(schema.sessions)).toEqual([]);
});

it("[LOGIN-STRANGER] while somebody guesses as fast as they may, the owner signs in from another address", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const guess = (n: number) =>
    signIn(services, { email: user.email, password: `guess ${n}`, userAgent: null, address: `2001:db8::${n}` });
  const guesses = Promise.allSettled(Array.from({ length: 10 }, (_, n) => guess(n)));
  const owner = { ...user, userAgent: null, address: "198.51.100.7" };
  expect(await signIn(services, owner)).not.toBeNull();
  const refused = (await guesses).flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
  expect(refused).toEqual(Array(5).fill("RATE_LIMITED"));
});

it("[login] each sign-in is a session of its own", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const { user, signedIn } = await signedInUser(services);
  const again = await signIn(services, { ...user, userAgent: null });
  expect(again?.sessionId).not.toBe(signedIn.sessionId);
});

it("[sessions] ended, expired, of a disabled user, of another version or of somebody else: nobody", async () => {
  await using database = await testDatabase();
  let now = new Date("2026-05-01T12:00:00Z");
  const services = testServices(database, { now: () => now });
  const { user, signedIn } = await signedInUser(services);
  const other = await signedInUser(services);
  const claims = claimsOf(signedIn);
  expect(await principalOfSession(services, { ...claims, version: 2 })).toBeNull();
  expect(await principalOfSession(services, { ...claims, sub: other.user.id })).toBeNull();
  expect(await principalOfSession(services, { ...claims, sid: other.signedIn.sessionId })).toBeNull();

  await database.db.update(schema.users).set({ disabledAt: now }).where(eq(schema.users.id, user.id));
  expect(await principalOfSession(services, claims)).toBeNull();
  await database.db.update(schema.users).set({ disabledAt: null }).where(eq(schema.users.id, user.id));
  expect(await principalOfSession(services, claims)).not.toBeNull();

  await signOut(services, { sessionId: claims.sid, reason: "signed out" });
  expect(await principalOfSession(services, claims)).toBeNull();
  expect(services.told).toEqual([`close ${claims.sid}`]);

  now = new Date(now.getTime() + sessionLifetimeMs);
  expect(await principalOfSession(services, claimsOf(other.signedIn))).toBeNull();
});

it("[sessions] the role is looked up, not carried", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const { user, signedIn } = await signedInUser(services, "operator");
  await database.db.update(schema.users).set({ role: "viewer" }).where(eq(schema.users.id, user.id));
  const principal = await principalOfSession(services, claimsOf(signedIn));
  expect(principal?.role).toBe("viewer");
  expect(principal?.permissions).not.toContain("orders.manage");
});

it("[credentials] a cookie, a token, and never a cookie in place of a bad token", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const { user, signedIn } = await signedInUser(services);
  const cookie = await cookieOf(services, signedIn);
  const context = contextOf(services, user, signedIn.sessionId);
  const { access_token } = await issueToken(context, {});
  expect(await authenticateHeaders(services, { cookie })).toMatchObject({
    method: "cookie",
    principal: { id: user.id },
  });
  const byToken = await authenticateHeaders(services, { authorization: `Bearer ${access_token}` });
  expect(byToken).toMatchObject({ method: "token", principal: { id: user.id, sessionId: signedIn.sessionId } });
  expect((byToken?.expiresAt ?? 0) - Date.now()).toBeLessThanOrEqual(300_000);
  for (const authorization of [
    "Bearer x.y.z",
    "Bearer",
    "Basic YTpi",
    `Bearer ${access_token}x`,
    "Bearer pb_unknown",
  ]) {
    expect(await authenticateHeaders(services, { cookie, authorization })).toBeNull();
  }
  expect(await authenticateHeaders(services, {})).toBeNull();
  await signOut(services, { sessionId: signedIn.sessionId, reason: "signed out" });
  expect(await authenticateHeaders(services, { authorization: `Bearer ${access_token}` })).toBeNull();
  expect(await authenticateHeaders(services, { cookie })).toBeNull();
});

it("[token] by password its session ends with it, and everything wrong gets one answer", async () => {
  await using database = await testDatabase();
  let now = new Date("2026-05-01T12:00:00Z");
  const services = testServices(database, { now: () => now });
  const user = await addUser(services);
  const anonymous = { services, principal: null, via: "rest" as const };
  const { access_token } = await issueToken(anonymous, { username: user.email, password: user.password });
  const headers = { authorization: `Bearer ${access_token}` };
  expect(await authenticateHeaders(services, headers)).toMatchObject({ expiresAt: now.getTime() + 300_000 });
  now = new Date(now.getTime() + 300_000);
  expect(await authenticateHeaders(services, headers)).toBeNull();

  const wrong = { code: "UNAUTHENTICATED", message: "E-mail or password is wrong." };
  await expect(issueToken(anonymous, { username: user.email, password: "wrong" })).rejects.toMatchObject(wrong);
  await expect(issueToken(anonymous, { username: "nobody@test.example", password: "wrong" })).rejects.toMatchObject(
    wrong,
  );
  await expect(issueToken(anonymous, {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  await expect(issueToken(anonymous, { username: user.email })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    fields: [{ path: "password" }],
  });
});

it("[demo] the three accounts exist once, sign in within a demo only, and their sessions end with it", async () => {
  await using database = await testDatabase();
  const demo = testServices(database, { demo: true });
  await ensureDemoAccounts(demo);
  await ensureDemoAccounts(demo);
  expect(
    (await database.db.select().from(schema.users)).map((user) => [user.email, user.role, user.demo]).sort(),
  ).toEqual([
    ["admin@pulseboard.local", "admin", true],
    ["operator@pulseboard.local", "operator", true],
    ["viewer@pulseboard.local", "viewer", true],
  ]);
  const production = testServices(database);
  for (const { email, password, role } of demoAccounts) {
    const signedIn = await signIn(demo, { email, password, userAgent: null });
    expect(signedIn?.user.role).toBe(role);
    expect(await signIn(production, { email, password, userAgent: null })).toBeNull();
    expect(signedIn && (await principalOfSession(production, claimsOf(signedIn)))).toBeNull();
  }
  await expect(ensureDemoAccounts(production)).rejects.toThrow("demo mode only");
});

it("[sessions] a password that is set while an old one is being checked leaves no session behind", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = await addUser(services, { role: "admin" });
  for (let round = 0; round < 5; round++) {
    const user = await addUser(services);
    const context = contextOf(services, admin);
    const [signedIn] = await Promise.all([
      signIn(services, { ...user, userAgent: null }),
      updateUser(context, { id: user.id, password: "another password" }),
    ]);
    expect(signedIn && (await principalOfSession(services, claimsOf(signedIn)))).toBeNull();
  }
});

it("a session needs a user", async () => {
  await using database = await testDatabase();
  const unknown = { userId: "0198c0de-0000-7000-8000-000000000001", userAgent: null, now: new Date() };
  await expect(database.db.transaction((tx) => createSession(tx, unknown))).rejects.toThrow();
});
