/**
 * Published examples and attacks against our verifier: RFC 7515 (A.1, A.5, section 4), RFC 7519 (6.1), RFC 7797 (b64), RFC 8725 (section 2),
 * CVE-2015-9235 (algorithm confusion), CVE-2016-10555, CVE-2018-0114 (embedded key), CVE-2022-21449 (r = s = 0).
 */
import { createHmac, generateKeyPairSync, hkdfSync, sign } from "node:crypto";
import { jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { verifyAccessToken } from "./tokens";

const authSecret = "a secret of this test that is long enough";
const clock = { config: { authSecret, formerAuthSecrets: [] }, now: () => new Date("2026-05-01T12:00:00Z") };
const seconds = clock.now().getTime() / 1000;
const key = new Uint8Array(hkdfSync("sha256", authSecret, "", "pulseboard access token", 32));
const sid = "0198c0de-0000-7000-8000-000000000002";
const payload = {
  sub: "0198c0de-0000-7000-8000-000000000001",
  sid,
  version: 3,
  iss: "pulseboard",
  aud: "pulseboard",
  iat: seconds,
  exp: seconds + 300,
};
const header = { alg: "HS256", typ: "at+jwt" };

const base64url = (text: string | Buffer) => Buffer.from(text).toString("base64url");
const partOf = (value: object | string) => base64url(typeof value === "string" ? value : JSON.stringify(value));
/** With our key, unless another is given; texts are taken as the JSON that they are. */
function forge(head: object | string = header, says: object | string = payload, { hash = "sha256", by = key } = {}) {
  const signed = `${partOf(head)}.${partOf(says)}`;
  return `${signed}.${createHmac(hash, by).update(signed).digest("base64url")}`;
}
const says = (change: object) => forge(header, { ...payload, ...change });
const withText = (text: string) => forge(header, JSON.stringify(payload).replace(/\}$/, `,${text}}`));
const [signedHead = "", signedPayload = "", signature = ""] = forge().split(".");
const signatureBytes = Buffer.from(signature, "base64url");
const withSignature = (bytes: Buffer | string) =>
  `${signedHead}.${signedPayload}.${typeof bytes === "string" ? bytes : base64url(bytes)}`;

const verify = (token: string) => verifyAccessToken(clock, token);

/** RFC 7515, A.1: its key and its token. */
const rfcKey = Buffer.from(
  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
  "base64url",
);
const rfcToken =
  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/** RFC 7515, A.5, and RFC 7519, 6.1. */
const rfcUnsecured = `${base64url('{"alg":"none"}')}.${rfcToken.split(".")[1]}.`;

it("[VECTORS-JWT] what verifies is right: RFC 7515, A.1 by its key, and our own token by ours", async () => {
  const { payload: claims } = await jwtVerify(rfcToken, rfcKey, { currentDate: new Date(1_300_819_379_000) });
  expect(claims.iss).toBe("joe");
  expect(await verify(forge())).toMatchObject({ of: "session", sid });
});

/** The public half of a pair, as a secret: what algorithm confusion takes for the key of an HMAC. */
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
function signedByPair(): string {
  const signed = `${partOf({ alg: "RS256", typ: "at+jwt" })}.${partOf(payload)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), pair.privateKey).toString("base64url")}`;
}
const unsignedBy = (alg: unknown) => `${partOf({ alg, typ: "at+jwt" })}.${signedPayload}.`;

describe("[VECTORS-JWT] refused:", () => {
  it.each<[string, string]>([
    ["RFC 7515 A.1", rfcToken],
    ["RFC 7519 6.1, unsecured", rfcUnsecured],
    ...["none", "None", "NONE", "nOnE", "", "none ", null, false].map((alg): [string, string] => [
      `alg ${JSON.stringify(alg)} without a signature`,
      unsignedBy(alg),
    ]),
    ...[
      "none",
      "None",
      "HS1",
      "HS384",
      "HS512",
      "RS256",
      "ES256",
      "PS256",
      "EdDSA",
      "dir",
      "hs256",
      "HS256 ",
      "HS256\0",
      "ＨＳ２５６",
    ].map((alg): [string, string] => [
      `alg ${JSON.stringify(alg)}, signed as HS256 with our key`,
      forge({ ...header, alg }),
    ]),
    ["HS384 in name and deed", forge({ ...header, alg: "HS384" }, payload, { hash: "sha384" })],
    ["HS512 in name and deed", forge({ ...header, alg: "HS512" }, payload, { hash: "sha512" })],
    ["HS256 in name, SHA-512 in deed", forge(header, payload, { hash: "sha512" })],
    ["alg as a list", forge({ ...header, alg: ["HS256"] })],
    ["no alg", forge({ typ: "at+jwt" })],
    ["a public RSA key as HMAC secret", forge(header, payload, { by: Buffer.from(publicPem) })],
    ["signed with somebody's RSA key", signedByPair()],
    [
      "ES256 with r = s = 0",
      `${partOf({ alg: "ES256", typ: "at+jwt" })}.${signedPayload}.${base64url(Buffer.alloc(64))}`,
    ],
    ["an empty key", forge(header, payload, { by: new Uint8Array(1) })],
    ["the secret itself as key", forge(header, payload, { by: Buffer.from(authSecret) })],
    ...["../../../../dev/null", "' UNION SELECT 'key' --", "key\0", "http://evil.test/key", "|/bin/true", 0, null].map(
      (kid): [string, string] => [`kid ${JSON.stringify(kid)}`, forge({ ...header, kid })],
    ),
    ...["jku", "x5u"].map((name): [string, string] => [name, forge({ ...header, [name]: "https://evil.test/keys" })]),
    ["jwk", forge({ ...header, jwk: { kty: "oct", k: base64url(Buffer.from(key)) } })],
    [
      "jwk of a pair, signed with it",
      signedByPair().replace(
        /^[^.]+/,
        partOf({ alg: "RS256", typ: "at+jwt", jwk: pair.publicKey.export({ format: "jwk" }) }),
      ),
    ],
    ["x5c", forge({ ...header, x5c: ["MIIB"] })],
    ["crit that nobody knows", forge({ ...header, crit: ["exp"], exp: 1 })],
    ["an empty crit", forge({ ...header, crit: [] })],
    ["b64 false (RFC 7797)", forge({ ...header, b64: false, crit: ["b64"] })],
    ["b64 false without crit", forge({ ...header, b64: false })],
    [
      "b64 false with its payload as it is",
      `${partOf({ ...header, b64: false, crit: ["b64"] })}.${JSON.stringify(payload)}.x`,
    ],
    ["zip", forge({ ...header, zip: "DEF" })],
    ["cty JWT around another", forge({ ...header, cty: "JWT" }, forge())],
    ["alg twice, the last one none", forge('{"alg":"HS256","typ":"at+jwt","alg":"none"}')],
    ["typ twice, the last one JWT", forge('{"typ":"at+jwt","alg":"HS256","typ":"JWT"}')],
    ["typ in capitals", forge({ ...header, typ: "AT+JWT" })],
    ["typ with its prefix", forge({ ...header, typ: "application/at+jwt" })],
    ["__proto__ in the header", forge('{"alg":"HS256","typ":"at+jwt","__proto__":{"x":1}}')],
    ["alg and typ by __proto__", forge('{"__proto__":{"alg":"HS256","typ":"at+jwt"}}')],
    ["a header that is null", forge("null")],
    ["aud twice, the last one another", withText('"aud":"another"')],
    ["exp twice, the last one past", withText(`"exp":${seconds - 1}`)],
    ["aud as a list without us", says({ aud: ["another"] })],
    ["aud in capitals", says({ aud: "Pulseboard" })],
    ["iss with a soft hyphen", says({ iss: "pulse\u00ADboard" })],
    ["iss with a Cyrillic letter", says({ iss: "рulseboard" })],
    ["exp as text", says({ exp: String(seconds + 300) })],
    ["exp null", says({ exp: null })],
    ["exp true", says({ exp: true })],
    ["exp negative", says({ exp: -1 })],
    ["exp 1e400", withText('"exp":1e400')],
    ["exp -1e400", withText('"exp":-1e400')],
    ["exp 1e300", says({ exp: 1e300 })],
    ["exp a second later than we ever say", says({ exp: seconds + 301 })],
    ["iat before 1970, exp in a week", says({ iat: -1, exp: seconds + 604_800 })],
    ["half a second", says({ exp: seconds + 1.5 })],
    ["nbf as text", says({ nbf: "0" })],
    ["nbf ahead", says({ nbf: seconds + 1 })],
    ["iat as text", says({ iat: String(seconds) })],
    ["sub that is SQL", says({ sub: "' OR 1=1 --" })],
    ["sub as a list", says({ sub: [payload.sub] })],
    ["sid empty", says({ sid: "" })],
    ["version 1e400", withText('"version":1e400')],
    ["version half", says({ version: 3.5 })],
    ["a payload that is a list", forge(header, "[]")],
    ["a payload that is null", forge(header, "null")],
    ["a payload that is no JSON", forge(header, "{")],
    ["a payload with half a surrogate for a name", forge(header, '{"\\ud800":1}')],
    ["a signature cut by a byte", withSignature(signatureBytes.subarray(0, -1))],
    ["a signature with a byte more", withSignature(Buffer.concat([signatureBytes, Buffer.alloc(1)]))],
    ["half a signature", withSignature(signatureBytes.subarray(0, 16))],
    ["a signature of zeros", withSignature(Buffer.alloc(32))],
    ["no signature", withSignature("")],
    [
      "a bit of the signature",
      withSignature(Buffer.from(signatureBytes.map((byte, i) => (i === 31 ? byte ^ 1 : byte)))),
    ],
    ["the signature twice", withSignature(Buffer.concat([signatureBytes, signatureBytes]))],
    ["standard base64", `${Buffer.from('{"alg":"HS256","typ":"at+jwt"}').toString("base64")}.${signedPayload}.a+/=`],
    ["a line end within", withSignature(`${signature.slice(0, 9)}\n${signature.slice(9)}`)],
    ["a NUL behind", `${forge()}\0`],
    ["five parts, as of a JWE", `${forge()}.${signedPayload}.${signature}`],
    ["the JSON serialization", JSON.stringify({ protected: signedHead, payload: signedPayload, signature })],
    ["parts exchanged", `${signedPayload}.${signedHead}.${signature}`],
    ["three empty parts", ".."],
    ["in full-width dots", forge().replaceAll(".", "．")],
  ])("%s", async (_what, token) => {
    expect(await verify(token)).toBeNull();
  });
});

it("[VECTORS-JWT] what JSON leaves open is read in one way, by the check of the header as by the signature's: with our key it is ours", async () => {
  expect(await verify(forge('{"alg":"none","typ":"at+jwt","alg":"HS256"}'))).toMatchObject({ sid });
  expect(await verify(forge(`\uFEFF${JSON.stringify(header)}`))).toMatchObject({ sid });
  expect(await verify(forge('{"\\u0061lg":"HS256","typ":"at+jwt"}'))).toMatchObject({ sid });
});
