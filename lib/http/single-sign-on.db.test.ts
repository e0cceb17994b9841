import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { changePassword } from "@/lib/services/accounts/change-password";
import { decodeSessionToken } from "@/lib/services/identity/session-cookie";
import { principalOfSession, SessionClaims } from "@/lib/services/identity/sessions";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, type TestServices, testServices, testSso } from "@/lib/services/identity/testing";
import { type Issuer, startIssuer } from "./fixtures/issuer";
import { type SsoApplication, startSsoApplication } from "./fixtures/sso-application";
import { SsoBrowser } from "./fixtures/sso-browser";

let application: SsoApplication;
let issuer: Issuer;
beforeAll(async () => {
  application = await startSsoApplication();
  issuer = await startIssuer(application.url);
}, 60_000);
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
  await application[Symbol.asyncDispose]();
});

/** A shop of this test with an admin by password, who keeps it alive. */
async function openShop(options: { linkByEmail?: boolean; issuer?: string } = {}) {
  const database = await testDatabase();
  const services = testServices(database, { sso: { ...testSso(issuer.url), ...options } });
  const admin = await addUser(services, { role: "admin", email: "keeper@shop.example" });
  application.use(services);
  return { services, database, admin, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

let count = 0;
/** Somebody whom the provider knows, by a name that no other test uses. */
async function somebody(groups: readonly string[], more: Record<string, unknown> = {}) {
  const sub = `person-${++count}`;
  const email = `${sub}@shop.example`;
  const claims = { email, email_verified: true, name: `Pia ${sub}`, groups, ...more };
  await issuer.tell(sub, claims);
  return { sub, email, claims };
}

/** Who the browser is signed in as now; null for nobody. */
async function whoIs(services: TestServices, browser: SsoBrowser) {
  const token = browser.cookiesOf(application.url).get("next-auth.session-token");
  const claims = token === undefined ? null : await decodeSessionToken(token, services.config);
  return claims === null ? null : principalOfSession(services, SessionClaims.parse(claims));
}

const usersBy = ({ database }: TestServices, email: string) =>
  database.db.select().from(schema.users).where(eq(schema.users.email, email));

describe("who gets in", () => {
  it("[SSO-CREATE] the first time makes the account with the mapped role, and arrives where one wanted to go", async () => {
    await using shop = await openShop();
    const { services } = shop;
    const { sub, email } = await somebody(["others", "ops"]);
    const browser = new SsoBrowser();
    expect(await browser.signIn(application.url, sub, "/orders?status=new")).toBe("/orders?status=new");
    expect(await whoIs(services, browser)).toMatchObject({ role: "operator", name: `Pia ${sub}` });
    const [user] = await usersBy(services, email);
    expect(user).toMatchObject({ ssoIssuer: issuer.url, ssoSubject: sub, passwordHash: null, role: "operator" });
    const [session] = await services.database.db.select().from(schema.sessions);
    expect(session).toMatchObject({ method: "sso", address: "192.0.2.7", userAgent: "a browser of this test" });
    const entries = await services.database.db.select().from(schema.auditEntries);
    expect(entries.map(({ action, actorName, detail }) => ({ action, actorName, detail }))).toEqual([
      { action: "user.created", actorName: "Single sign-on", detail: { email, role: "operator", method: "sso" } },
      { action: "session.started", actorName: `Pia ${sub}`, detail: { method: "sso" } },
    ]);
    // Without a password there is nothing that a password opens.
    for (const password of ["", "null", "correct horse battery"]) {
      expect(await signIn(services, { email, password, userAgent: null })).toBeNull();
    }
  });

  it("[SSO-NO-PASSWORD] who has no password is told so when they want to change it, and stays without one", async () => {
    await using shop = await openShop();
    const { services } = shop;
    const { sub, email } = await somebody(["staff"]);
    const browser = new SsoBrowser();
    await browser.signIn(application.url, sub);
    const principal = await whoIs(services, browser);
    if (!principal) throw new Error("They are not signed in.");
    const change = changePassword(
      { services, principal, via: "rest" },
      { current: "x", password: "a long enough one" },
    );
    await expect(change).rejects.toThrow("Your account has no password");
    expect(await usersBy(services, email)).toMatchObject([{ passwordHash: null }]);
  });

  it("[SSO-ROLE] another group is another role from the next sign-in on, and open pages follow", async () => {
    await using shop = await openShop();
    const { services } = shop;
    const { sub, claims } = await somebody(["staff"]);
    const first = new SsoBrowser();
    await first.signIn(application.url, sub);
    for (const [groups, role] of [
      [["pulse-admins"], "admin"],
      [["ops"], "operator"],
    ] as const) {
      await issuer.tell(sub, { ...claims, groups });
      expect(await new SsoBrowser().signIn(application.url, sub)).toBe("/");
      // The session from before has the new role too.
      const principal = await whoIs(services, first);
      expect(principal?.role).toBe(role);
      expect(services.told.splice(0)).toEqual([`reauthorize ${principal?.id}`]);
    }
    expect((await services.database.db.select().from(schema.users)).length).toBe(2);
  });

  it("[SSO-NO-ROLE] in no group: refused in words, and nobody is created", async () => {
    await using shop = await openShop();
    const { services } = shop;
    const { sub, email } = await somebody(["others"]);
    const browser = new SsoBrowser();
    expect(await browser.signIn(application.url, sub, "/orders")).toBe("/login?sso=no-role&from=%2Forders");
    expect(await whoIs(services, browser)).toBeNull();
    expect(await usersBy(services, email)).toEqual([]);
    expect(services.noted).toMatchObject([
      { action: "session.started", refusedCode: "FORBIDDEN", anonymousName: email, detail: { reason: "no-role" } },
    ]);
  });

  it("[SSO-DISABLED] who is disabled or deleted stays out, also if the provider still knows them", async () => {
    await using shop = await openShop();
    const { services } = shop;
    const { sub, email } = await somebody(["staff"]);
    await new SsoBrowser().signIn(application.url, sub);
    const { users } = schema;
    for (const [gone, isUser] of [
      [{ disabledAt: new Date() }, eq(users.email, email)],
      [{ disabledAt: null, deletedAt: new Date(), email: "x@deleted.invalid" }, eq(users.email, email)],
    ] as const) {
      await services.database.db.update(users).set(gone).where(isUser);
      const browser = new SsoBrowser();
      expect(await browser.signIn(application.url, sub)).toBe("/login?sso=disabled&from=%2F");
      expect(await whoIs(services, browser)).toBeNull();
    }
    expect(await usersBy(services, email)).toEqual([]);
  });

  it("[SSO-LAST-ADMIN] a group that would take the last admin away refuses the sign-in and changes nothing", async () => {
    await using shop = await openShop();
    const { services, admin } = shop;
    const { sub, email, claims } = await somebody(["pulse-admins"]);
    await new SsoBrowser().signIn(application.url, sub);
    await services.database.db.update(schema.users).set({ role: "viewer" }).where(eq(schema.users.id, admin.id));
    await issuer.tell(sub, { ...claims, groups: ["staff"] });
    expect(await new SsoBrowser().signIn(application.url, sub)).toBe("/login?sso=last-admin&from=%2F");
    expect(await usersBy(services, email)).toMatchObject([{ role: "admin" }]);
  });

  it("[SSO-SETUP] before the first run nobody gets in", async () => {
    await using database = await testDatabase();
    const services = testServices(database, { sso: testSso(issuer.url) });
    application.use(services);
    const { sub } = await somebody(["pulse-admins"]);
    expect(await new SsoBrowser().signIn(application.url, sub)).toBe("/login?sso=not-set-up&from=%2F");
    expect(await database.db.select().from(schema.users)).toEqual([]);
  });
});

describe("accounts with a password", () => {
  it("[SSO-EMAIL] the same e-mail, verified or not, does not open somebody's account", async () => {
    await using shop = await openShop();
    const { services, admin } = shop;
    for (const email_verified of [true, "true", undefined]) {
      const { sub } = await somebody(["pulse-admins"], { email: admin.email.toUpperCase(), email_verified });
      const browser = new SsoBrowser();
      expect(await browser.signIn(application.url, sub)).toBe("/login?sso=email-taken&from=%2F");
      expect(await whoIs(services, browser)).toBeNull();
    }
    const { sub } = await somebody(["staff"], { email_verified: false });
    expect(await new SsoBrowser().signIn(application.url, sub)).toBe("/login?sso=unverified&from=%2F");
    const nameless = await somebody(["staff"], { email: undefined });
    expect(await new SsoBrowser().signIn(application.url, nameless.sub)).toBe("/login?sso=no-email&from=%2F");
    expect(await usersBy(services, admin.email)).toMatchObject([{ ssoIssuer: null, role: "admin" }]);
  });

  it("[SSO-LINK] with OIDC_LINK_BY_EMAIL a verified e-mail links, once, and the password goes on", async () => {
    await using shop = await openShop({ linkByEmail: true });
    const { services } = shop;
    const user = await addUser(services, { email: `linked-${++count}@shop.example` });
    for (const email_verified of ["true", undefined]) {
      const unproven = await somebody(["ops"], { email: user.email, email_verified });
      expect(await new SsoBrowser().signIn(application.url, unproven.sub)).toBe("/login?sso=unverified&from=%2F");
      expect(await usersBy(services, user.email)).toMatchObject([{ ssoIssuer: null, role: user.role }]);
    }
    const { sub } = await somebody(["ops"], { email: user.email });
    const browser = new SsoBrowser();
    expect(await browser.signIn(application.url, sub)).toBe("/");
    expect(await whoIs(services, browser)).toMatchObject({ id: user.id, role: "operator" });
    expect(await signIn(services, { ...user, userAgent: null })).not.toBeNull();
    const other = await somebody(["ops"], { email: user.email });
    expect(await new SsoBrowser().signIn(application.url, other.sub)).toBe("/login?sso=email-taken&from=%2F");
  });

  it("[SSO-LINK] neither a disabled account nor one of a demo is linked", async () => {
    await using shop = await openShop({ linkByEmail: true });
    const { services } = shop;
    const disabled = await addUser(services, { email: `off-${++count}@shop.example` });
    const demo = await addUser(services, { email: `demo-${++count}@shop.example`, demo: true });
    await services.database.db
      .update(schema.users)
      .set({ disabledAt: new Date() })
      .where(eq(schema.users.id, disabled.id));
    for (const { email } of [disabled, demo]) {
      const { sub } = await somebody(["ops"], { email });
      expect(await new SsoBrowser().signIn(application.url, sub)).toBe("/login?sso=email-taken&from=%2F");
      expect(await usersBy(services, email)).toMatchObject([{ ssoIssuer: null }]);
    }
  });
});

describe("the way there and back", () => {
  it("[SSO-REFUSED] who is refused by the provider, and who finds nobody there, is told so", async () => {
    await using _shop = await openShop();
    expect(await new SsoBrowser().signIn(application.url, "a stranger")).toBe("/login?sso=refused&from=%2F");
    await using _other = await openShop({ issuer: "http://localhost:1" });
    const { status, detail } = await new SsoBrowser().start(application.url);
    expect([status, detail]).toEqual([503, "Shop login does not answer. Try again in a moment."]);
  });

  it("[SSO-FIXATION] the session that the browser had ends, also one of somebody else's", async () => {
    await using shop = await openShop();
    const { services } = shop;
    const [one, two] = [await somebody(["staff"]), await somebody(["ops"])];
    const browser = new SsoBrowser();
    await browser.signIn(application.url, one.sub);
    const before = browser.cookiesOf(application.url).get("next-auth.session-token") ?? "";
    browser.cookiesOf(issuer.url).clear();
    expect(await browser.signIn(application.url, two.sub)).toBe("/");
    expect(await whoIs(services, browser)).toMatchObject({ role: "operator" });
    const old = SessionClaims.parse(await decodeSessionToken(before, services.config));
    expect(await principalOfSession(services, old)).toBeNull();
    expect(services.told).toContain(`close ${old.sid}`);
  });

  it("[SSO-STATE] a wrong state, a missing cookie, another browser and a code that was used are all refused", async () => {
    await using shop = await openShop();
    const { services } = shop;
    const { sub } = await somebody(["staff"]);
    const failed = "/login?sso=failed&from=%2F";
    const begin = async () => {
      const browser = new SsoBrowser();
      const { url } = await browser.start(application.url);
      return { browser, back: await browser.passIssuer(url, application.url, sub) };
    };
    const changed = await begin();
    expect(await changed.browser.comeBack(changed.back.replace(/state=[^&]*/, "state=another"))).toBe(failed);
    for (const name of ["state", "pkce.code_verifier", "nonce"]) {
      const { browser, back } = await begin();
      expect(browser.cookiesOf(application.url).delete(`next-auth.${name}`)).toBe(true);
      expect(await browser.comeBack(back)).toBe(failed);
      expect(await whoIs(services, browser)).toBeNull();
    }
    const victim = new SsoBrowser();
    await victim.start(application.url);
    expect(await victim.comeBack((await begin()).back)).toBe(failed);
    const { browser, back } = await begin();
    const cookies = [...browser.cookiesOf(application.url)];
    expect(await browser.comeBack(back)).toBe("/");
    for (const [name, value] of cookies) browser.cookiesOf(application.url).set(name, value);
    browser.cookiesOf(application.url).delete("next-auth.session-token");
    expect(await browser.comeBack(back)).toBe(failed);
    expect(await whoIs(services, browser)).toBeNull();
    expect((await services.database.db.select().from(schema.sessions)).length).toBe(1);
  });

  it("[SSO-FROM] from never leads off the site", async () => {
    await using _shop = await openShop();
    const { sub } = await somebody(["staff"]);
    for (const from of [
      "https://evil.example/",
      "//evil.example",
      "/\\evil.example",
      "/api/me",
      "javascript:alert(1)",
    ]) {
      const browser = new SsoBrowser();
      const { url } = await browser.start(application.url, from);
      expect(browser.cookiesOf(application.url).get("next-auth.callback-url")).toBe(
        encodeURIComponent(`${application.url}/`),
      );
      const back = await browser.passIssuer(url, application.url, sub);
      // As another site on a sibling domain could plant it.
      browser.cookiesOf(application.url).set("next-auth.callback-url", encodeURIComponent("https://evil.example/"));
      expect(await browser.comeBack(`${back}&callbackUrl=${encodeURIComponent(from)}`)).toBe("/");
    }
  });

  it("[SSO-CSRF] the start needs its token and our Origin, takes nothing from a query, and no GET starts anything", async () => {
    await using _shop = await openShop();
    const start = `${application.url}/api/auth/signin/sso`;
    const browser = new SsoBrowser();
    const { csrfToken } = await (await browser.fetch(`${application.url}/api/auth/csrf`)).json();
    const post = (url: string, token: string, origin: string) =>
      browser.fetch(url, {
        method: "POST",
        headers: { origin },
        body: new URLSearchParams({ csrfToken: token, json: "true" }),
      });
    expect((await post(start, "wrong", application.url)).status).toBe(403);
    expect((await post(start, csrfToken, "https://evil.example")).status).toBe(403);
    const { url } = await (await post(`${start}?scope=openid&prompt=none&evil=1`, csrfToken, application.url)).json();
    const asked = new URL(url).searchParams;
    expect(asked.get("scope")).toBe("openid email profile");
    expect([asked.get("prompt"), asked.get("evil")]).toEqual([null, null]);
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("redirect_uri")).toBe(`${application.url}/api/auth/callback/sso`);
    for (const path of ["signin/sso", "signin", "error", "callback/credentials", "verify-request"]) {
      expect((await browser.fetch(`${application.url}/api/auth/${path}`)).status).toBe(404);
    }
    const posted = await post(`${application.url}/api/auth/callback/sso`, csrfToken, application.url);
    expect(posted.status).toBe(404);
  });

  it("[SSO-OFF] without configuration nothing of it is there", async () => {
    await using database = await testDatabase();
    application.use(testServices(database));
    const { status } = await new SsoBrowser().start(application.url);
    const back = await new SsoBrowser().fetch(`${application.url}/api/auth/callback/sso?code=a&state=b`);
    expect([status, back.status]).toEqual([404, 404]);
  });
});
