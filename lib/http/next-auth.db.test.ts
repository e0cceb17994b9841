import { encode } from "next-auth/jwt";
import type { CredentialsConfig } from "next-auth/providers/credentials";
import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { principalOfSession, type SessionClaims } from "@/lib/services/identity/sessions";
import { addUser, type TestServices, testServices, unreachable } from "@/lib/services/identity/testing";
import { authOptions } from "./next-auth";

type Given = Record<string, string>;

const nowhere = { address: null, userAgent: null, traceId: null };

/** What next-auth calls when somebody posts the form. */
async function authorize(
  services: TestServices,
  credentials: Given,
  headers: Given = {},
): Promise<SessionClaims | null> {
  const options = authOptions(services, nowhere);
  const provider = options.providers[0] as CredentialsConfig & { options: Pick<CredentialsConfig, "authorize"> };
  const user = await provider.options.authorize(credentials, { headers, body: credentials, query: {}, method: "POST" });
  if (!user) return null;
  const token = await options.callbacks?.jwt?.({ token: { name: "no", email: "no" }, user, account: null });
  return token as unknown as SessionClaims;
}

it("[sessions] the JWT carries sub, sid and version, and nothing else", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services, { role: "admin" });
  const token = await authorize(services, user as unknown as Given, { "user-agent": "a browser" });
  expect(Object.keys(token ?? {}).sort()).toEqual(["sid", "sub", "version"]);
  expect(token && (await principalOfSession(services, token))).toMatchObject({ id: user.id, role: "admin" });
});

it("[login] wrong, missing and mistyped credentials are all just refused", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  for (const credentials of [
    { email: user.email, password: "wrong" },
    { email: user.email },
    {},
    { email: ["a"], password: {} },
  ]) {
    expect(await authorize(services, credentials as Given)).toBeNull();
  }
});

it("[login] the session that the browser had ends when it signs in anew", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const user = await addUser(services);
  const first = await authorize(services, user as unknown as Given);
  if (!first) throw new Error("The test's own user cannot sign in.");
  const cookie = `next-auth.session-token=${await encode({ token: { ...first }, secret: services.config.authSecret })}`;
  const second = await authorize(services, user as unknown as Given, { cookie });
  expect(await principalOfSession(services, first)).toBeNull();
  expect(second && (await principalOfSession(services, second))).not.toBeNull();
  expect(services.told).toEqual([`close ${first.sid}`]);
});

it("[revocation] signing out ends the session in the database and closes its connections", async () => {
  await using database = await testDatabase();
  const services = testServices(database);
  const token = await authorize(services, (await addUser(services)) as unknown as Given);
  if (!token) throw new Error("The test's own user cannot sign in.");
  const options = authOptions(services, nowhere);
  await options.events?.signOut?.({ token: { ...token }, session: undefined as never });
  expect(await principalOfSession(services, token)).toBeNull();
  expect(services.told).toEqual([`close ${token.sid}`]);
  await expect(options.callbacks?.jwt?.({ token: { ...token } } as never)).rejects.toThrow("ended");
});

it("[session cookie] Secure with its prefix exactly when PUBLIC_URL is https; always HttpOnly and Lax", async () => {
  await using database = await testDatabase();
  for (const [publicUrl, secure] of [
    [null, false],
    ["http://a.local", false],
    ["https://ops.example.com", true],
  ] as const) {
    const { cookies, useSecureCookies } = authOptions(testServices(database, { publicUrl }), nowhere);
    expect(useSecureCookies).toBe(secure);
    expect(cookies?.sessionToken).toEqual({
      name: `${secure ? "__Secure-" : ""}next-auth.session-token`,
      options: { httpOnly: true, sameSite: "lax", path: "/", secure },
    });
  }
});

it("[leakage] a failure inside reaches the browser as a code without detail", async () => {
  await using database = await testDatabase();
  const services = testServices(unreachable(database));
  await expect(authorize(services, { email: "a@test.example", password: "x" })).rejects.toThrow(/^UNAVAILABLE$/);
});
