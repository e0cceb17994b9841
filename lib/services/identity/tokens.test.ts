import { createHmac, hkdfSync } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { signAccessToken, verifyAccessToken } from "./tokens";

const authSecret = "a secret of this test that is long enough";
const now = () => new Date("2026-05-01T12:00:00Z");
const nowSeconds = now().getTime() / 1000;
const clock = {
  config: {
    publicUrl: null,
    allowedOrigins: [],
    authSecret,
    formerAuthSecrets: [] as string[],
    demo: false,
    dataDir: "",
    embedded: true,
    build: "test",
    metricsToken: null,
    sso: null,
  },
  now,
};
const claims = { sub: "0198c0de-0000-7000-8000-000000000001", sid: "0198c0de-0000-7000-8000-000000000002", version: 3 };
const ourKey = new Uint8Array(hkdfSync("sha256", authSecret, "", "pulseboard access token", 32));

const goodHeader = { alg: "HS256", typ: "at+jwt" };
const goodPayload = { ...claims, iss: "pulseboard", aud: "pulseboard", iat: nowSeconds, exp: nowSeconds + 300 };
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token made by hand with our key, so that only what the test changes is wrong with it. */
function forge(header: object = goodHeader, payload: object = goodPayload, key: Uint8Array = ourKey): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const verify = (token: string) => verifyAccessToken(clock, token);

it("[token] lasts five minutes for its session and holds nothing but ids and the version", async () => {
  const token = await signAccessToken(clock, claims);
  expect(await verify(token)).toEqual({ of: "session", ...claims, expiresAt: now().getTime() + 300_000 });
  const [header, payload] = token
    .split(".")
    .slice(0, 2)
    .map((text) => JSON.parse(Buffer.from(text, "base64url").toString()));
  expect(header).toEqual(goodHeader);
  expect(payload).toEqual(goodPayload);
});

it("[token] a rotation signs nobody out: what the former secret signed counts, what is new is signed with the new one", async () => {
  const before = await signAccessToken(clock, claims);
  const config = { ...clock.config, authSecret: "the secret after the rotation, long too" };
  const rotated = { now, config: { ...config, formerAuthSecrets: [authSecret] } };
  expect(await verifyAccessToken(rotated, before)).toMatchObject(claims);
  const after = await signAccessToken(rotated, claims);
  expect(await verifyAccessToken(rotated, after)).toMatchObject(claims);
  expect(await verify(after)).toBeNull();
  // A secret that is forgotten counts no longer.
  expect(await verifyAccessToken({ now, config }, before)).toBeNull();
});

it("the hand-made token of these vectors is good before it is changed", async () => {
  expect(await verify(forge())).not.toBeNull();
});

describe("[token] refused:", () => {
  const without = (key: string) => Object.fromEntries(Object.entries(goodPayload).filter(([name]) => name !== key));
  it.each([
    ["alg none without signature", `${part({ alg: "none", typ: "at+jwt" })}.${part(goodPayload)}.`],
    ["alg none with a signature", forge({ alg: "none", typ: "at+jwt" })],
    ["alg NONE", forge({ alg: "NONE", typ: "at+jwt" })],
    ["HS384 in the header", forge({ alg: "HS384", typ: "at+jwt" })],
    ["another key", forge(goodHeader, goodPayload, new Uint8Array(32))],
    ["the cookie's secret as key", forge(goodHeader, goodPayload, new TextEncoder().encode(authSecret))],
    ["a changed payload", forge().replace(/\.[^.]+\./, `.${part({ ...goodPayload, version: 4 })}.`)],
    ["expired", forge(goodHeader, { ...goodPayload, iat: nowSeconds - 301, exp: nowSeconds - 1 })],
    ["expiring this second", forge(goodHeader, { ...goodPayload, exp: nowSeconds })],
    ["not yet valid", forge(goodHeader, { ...goodPayload, nbf: nowSeconds + 60 })],
    ["no expiry", forge(goodHeader, without("exp"))],
    ["another audience", forge(goodHeader, { ...goodPayload, aud: "another" })],
    ["no audience", forge(goodHeader, without("aud"))],
    ["another issuer", forge(goodHeader, { ...goodPayload, iss: "another" })],
    ["no issuer", forge(goodHeader, without("iss"))],
    ["type JWT", forge({ alg: "HS256", typ: "JWT" })],
    ["no type", forge({ alg: "HS256" })],
    [
      "a jwk in the header",
      forge({ ...goodHeader, jwk: { kty: "oct", k: Buffer.from(ourKey).toString("base64url") } }),
    ],
    ["a jku in the header", forge({ ...goodHeader, jku: "https://evil.test/keys" })],
    ["a kid in the header", forge({ ...goodHeader, kid: "../../dev/null" })],
    ["a crit in the header", forge({ ...goodHeader, crit: ["exp"] })],
    ["no session", forge(goodHeader, without("sid"))],
    ["no user", forge(goodHeader, without("sub"))],
    ["no version", forge(goodHeader, without("version"))],
    ["a version that is text", forge(goodHeader, { ...goodPayload, version: "3" })],
    ["two parts", forge().split(".").slice(0, 2).join(".")],
    ["four parts", `${forge()}.x`],
    ["a space in it", forge().replace(".", ". ")],
    ["a line end behind it", `${forge()}\n`],
    ["padding", `${forge()}=`],
    ["a header that is no JSON", `${Buffer.from("nope").toString("base64url")}.${part(goodPayload)}.x`],
    ["a header that is a list", forge([] as object)],
    ["an empty text", ""],
    ["two kilobytes and more", forge(goodHeader, { ...goodPayload, more: "x".repeat(2048) })],
  ])("%s", async (_, token) => {
    expect(await verify(token)).toBeNull();
  });

  it("a public key of the sender's in the header, signed with its private half", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const token = await new SignJWT({ sid: claims.sid, version: 3 })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", jwk: await exportJWK(publicKey) })
      .setSubject(claims.sub)
      .setIssuer("pulseboard")
      .setAudience("pulseboard")
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + 300)
      .sign(privateKey);
    expect(await verify(token)).toBeNull();
  });
});
