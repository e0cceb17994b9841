import { encode } from "next-auth/jwt";
import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { call } from "@/lib/http/testing";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, type TestServices, type TestUser, testServices } from "@/lib/services/identity/testing";
import * as renewal from "./admin/invitations/[id]/link/route";
import * as invitation from "./admin/invitations/[id]/route";
import * as invitations from "./admin/invitations/route";
import * as oneSession from "./admin/sessions/[id]/route";
import * as sessions from "./admin/sessions/route";
import * as resetLink from "./admin/users/[id]/reset-link/route";
import * as oneUser from "./admin/users/[id]/route";
import * as userSessions from "./admin/users/[id]/sessions/route";
import * as ownPassword from "./me/password/route";
import * as me from "./me/route";
import * as mySession from "./me/sessions/[id]/route";
import * as mySessions from "./me/sessions/route";
import * as readLink from "./password-links/read/route";
import * as applyLink from "./password-links/use/route";

const origin = "http://localhost:3000";

async function browserOf(services: TestServices, user: TestUser) {
  const signedIn = await signIn(services, { ...user, userAgent: "curl/8" });
  if (!signedIn) throw new Error("The test's own user cannot sign in.");
  const token = { sub: user.id, sid: signedIn.sessionId, version: signedIn.version };
  const cookie = `next-auth.session-token=${await encode({ token, secret: services.config.authSecret })}`;
  return { sessionId: signedIn.sessionId, headers: { cookie, origin } };
}

it("[links] an admin invites, renews and revokes; the link is read and used by nobody in particular", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "admin" });
  const body = { email: "maya@test.example", name: "Maya", role: "viewer" };
  const invited = await call(services, invitations.POST, { method: "POST", body, user });
  expect(invited).toMatchObject({ status: 201, body: { invitation: body } });
  const { id } = invited.body.invitation as { id: string };
  const renewed = await call(services, renewal.POST, { method: "POST", params: { id }, user });
  expect(renewed.status).toBe(201);
  const secret = String(renewed.body.path).split("#")[1] ?? "";
  const about = await call(services, readLink.POST, { method: "POST", body: { secret } });
  expect(about).toMatchObject({ status: 200, body });
  const password = "a good password";
  const used = await call(services, applyLink.POST, { method: "POST", body: { secret, password } });
  expect(used).toMatchObject({ status: 200, body });
  expect(used.headers.get("cache-control")).toBe("no-store");
  expect((await call(services, applyLink.POST, { method: "POST", body: { secret, password } })).status).toBe(404);
  expect((await call(services, invitation.DELETE, { method: "DELETE", params: { id }, user })).status).toBe(404);
  const params = { id: String(used.body.id) };
  expect((await call(services, resetLink.POST, { method: "POST", params, user })).status).toBe(201);
  expect((await call(services, userSessions.DELETE, { method: "DELETE", params, user })).body).toEqual({ ended: 0 });
  expect((await call(services, oneUser.DELETE, { method: "DELETE", params, user })).status).toBe(200);
  expect((await call(services, sessions.GET, { user })).body.items).not.toEqual([]);
});

it("[own account] name, password and sessions change by the session cookie alone; an access token may only look", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { name: "Fay" });
  const [here, elsewhere] = [await browserOf(services, user), await browserOf(services, user)];
  const { headers } = here;
  const renamed = await call(services, me.PATCH, { method: "PATCH", body: { name: "Fay Field" }, headers });
  expect(renamed).toMatchObject({ status: 200, body: { name: "Fay Field" } });
  const params = { id: elsewhere.sessionId };
  expect((await call(services, mySession.DELETE, { method: "DELETE", params, headers })).status).toBe(200);
  expect((await call(services, mySessions.GET, { headers: elsewhere.headers })).status).toBe(401);
  const body = { current: user.password, password: "another password" };
  for (const [handler, options] of [
    [me.PATCH, { method: "PATCH", body: { name: "Mallory" } }],
    [ownPassword.POST, { method: "POST", body }],
    [mySessions.DELETE, { method: "DELETE" }],
    [mySession.DELETE, { method: "DELETE", params: { id: here.sessionId } }],
  ] as const) {
    expect((await call(services, handler, { ...options, user })).status).toBe(401);
  }
  expect((await call(services, mySessions.GET, { user })).status).toBe(200);
  expect((await call(services, ownPassword.POST, { method: "POST", body, headers })).status).toBe(200);
  expect((await call(services, mySessions.DELETE, { method: "DELETE", headers })).status).toBe(200);
});

it("[CSRF] none of it is done for another site, whatever cookie the browser adds", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const admin = await addUser(services, { role: "admin" });
  const victim = await addUser(services);
  const { headers, sessionId } = await browserOf(services, admin);
  const theirs = await browserOf(services, victim);
  const before = await Promise.all([schema.users, schema.sessions].map((table) => database.db.select().from(table)));
  const foreign = { ...headers, origin: "https://evil.example" };
  const { origin: _none, ...withoutOrigin } = headers;
  const person = { email: "mallory@test.example", name: "Mallory", role: "admin" };
  const own = { current: admin.password, password: "another password" };
  const statuses = [];
  for (const from of [foreign, withoutOrigin, { ...headers, origin: "null" }]) {
    for (const [handler, options] of [
      [invitations.POST, { method: "POST", body: person }],
      [renewal.POST, { method: "POST", params: { id: victim.id } }],
      [invitation.DELETE, { method: "DELETE", params: { id: victim.id } }],
      [resetLink.POST, { method: "POST", params: { id: victim.id } }],
      [oneUser.DELETE, { method: "DELETE", params: { id: victim.id } }],
      [userSessions.DELETE, { method: "DELETE", params: { id: victim.id } }],
      [oneSession.DELETE, { method: "DELETE", params: { id: theirs.sessionId } }],
      [me.PATCH, { method: "PATCH", body: { name: "Mallory" } }],
      [ownPassword.POST, { method: "POST", body: own }],
      [mySessions.DELETE, { method: "DELETE" }],
      [mySession.DELETE, { method: "DELETE", params: { id: sessionId } }],
      [applyLink.POST, { method: "POST", body: { secret: "A".repeat(43), password: "another password" } }],
    ] as const) {
      statuses.push((await call(services, handler, { ...options, headers: from })).status);
    }
  }
  expect(statuses).toEqual(Array(36).fill(403));
  const after = await Promise.all([schema.users, schema.sessions].map((table) => database.db.select().from(table)));
  expect(after).toEqual(before);
});
