import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { addUser, testServices, testSso } from "@/lib/services/identity/testing";
import { type Forgery, startHostileIssuer } from "./fixtures/hostile-issuer";
import { startSsoApplication } from "./fixtures/sso-application";
import { SsoBrowser } from "./fixtures/sso-browser";

const withHeader = (header: object, signature?: string) => (token: string) => {
  const [, payload, own] = token.split(".");
  return `${Buffer.from(JSON.stringify(header)).toString("base64url")}.${payload}.${signature ?? own}`;
};
const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

const forgeries: Record<string, Forgery> = {
  "a nonce of another attempt": { claims: { nonce: "another" } },
  "no nonce": { claims: { nonce: undefined } },
  "another issuer in the token": { claims: { iss: "https://login.other.example" } },
  "another audience": { claims: { aud: "somebody-else" } },
  "many audiences and another party": { claims: { aud: ["pulseboard", "other"], azp: "other" } },
  expired: { claims: { exp: ago(3_600) } },
  "from the future": { claims: { iat: ago(-3_600), nbf: ago(-3_600) } },
  "signed by a key that is not published": { foreignKey: true },
  "alg none": { change: withHeader({ alg: "none" }, "") },
  "alg none with a signature": { change: withHeader({ alg: "none" }) },
  "the public key as a secret": { change: withHeader({ alg: "HS256", kid: "own" }) },
  "another key in its header": { foreignKey: true, change: withHeader({ alg: "RS256", jwk: { kty: "RSA" } }) },
  "a payload that was changed": {
    change: (token) => token.replace(/\.[^.]*\./, (payload) => `.${payload.slice(1, -1)}x.`),
  },
  "no token": { change: () => "" },
  "claims of somebody else at the userinfo endpoint": { userinfo: { sub: "ada", groups: ["pulse-admins"] } },
  "no subject": { claims: { sub: undefined } },
};

it("[SSO-FORGED] an ID token that is not exactly for this attempt opens nothing; the honest one beside them does", async () => {
  await using application = await startSsoApplication();
  await using issuer = await startHostileIssuer();
  await using database = await testDatabase();
  const services = testServices(database, { sso: testSso(issuer.url) });
  await addUser(services, { role: "admin", email: "keeper@shop.example" });
  application.use(services);
  for (const [what, forgery] of Object.entries(forgeries)) {
    issuer.forge(forgery);
    const browser = new SsoBrowser();
    expect(await browser.signIn(application.url, ""), what).toBe("/login?sso=failed&from=%2F");
    expect(browser.cookiesOf(application.url).has("next-auth.session-token"), what).toBe(false);
  }
  expect(await database.db.select().from(schema.sessions)).toEqual([]);
  expect(services.noted).toHaveLength(Object.keys(forgeries).length);
  // The signed token has the last word: the userinfo endpoint cannot add to what it says.
  issuer.forge({ claims: { groups: ["staff"] }, userinfo: { sub: "mallory", groups: ["pulse-admins"] } });
  expect(await new SsoBrowser().signIn(application.url, "")).toBe("/");
  expect((await database.db.select().from(schema.users)).map(({ role }) => role).sort()).toEqual(["admin", "viewer"]);
});

it("[SSO-ISSUER] an issuer that calls itself by another name than the configured one is not believed", async () => {
  await using application = await startSsoApplication();
  await using issuer = await startHostileIssuer();
  await using database = await testDatabase();
  const services = testServices(database, { sso: testSso(issuer.url.replace("localhost", "127.0.0.1")) });
  await addUser(services, { role: "admin", email: "keeper@shop.example" });
  application.use(services);
  issuer.forge({});
  expect(await new SsoBrowser().signIn(application.url, "")).toBe("/login?sso=failed&from=%2F");
  expect(await database.db.select().from(schema.sessions)).toEqual([]);
});
