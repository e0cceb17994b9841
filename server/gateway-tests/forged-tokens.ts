/** Access tokens made by hand with the server's own key, so that only what is said of each is wrong with it. */
import { createHmac, hkdfSync } from "node:crypto";
import { encode } from "next-auth/jwt";

export interface ForgedClaims {
  sub: string;
  sid: string;
  version: number;
}

const ourHeader = { alg: "HS256", typ: "at+jwt" };
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Name and token of each that must open nothing. */
export async function badTokens(authSecret: string, claims: ForgedClaims): Promise<Record<string, string>> {
  const { forge, payload, key } = forger(authSecret, claims);
  const now = payload.iat;
  const oct = { kty: "oct", k: Buffer.from(key).toString("base64url") };
  return {
    expired: forge(ourHeader, { ...payload, iat: now - 400, exp: now - 100 }),
    "not yet valid": forge(ourHeader, { ...payload, nbf: now + 60 }),
    "a bad signature": `${forge().slice(0, -6)}AAAAAA`,
    "a changed payload": forge().replace(/\.[^.]+\./, `.${part({ ...payload, version: 2 })}.`),
    "alg none, unsigned": `${part({ alg: "none", typ: "at+jwt" })}.${part(payload)}.`,
    "alg none, signed": forge({ alg: "none", typ: "at+jwt" }),
    "another audience": forge(ourHeader, { ...payload, aud: "another" }),
    "another issuer": forge(ourHeader, { ...payload, iss: "another" }),
    "another type": forge({ alg: "HS256", typ: "JWT" }),
    "no type": forge({ alg: "HS256" }),
    "a jwk in its header": forge({ ...ourHeader, jwk: oct }),
    "a jku in its header": forge({ ...ourHeader, jku: "https://evil.test/keys" }),
    "an x5u in its header": forge({ ...ourHeader, x5u: "https://evil.test/cert" }),
    "a kid in its header": forge({ ...ourHeader, kid: "../../dev/null" }),
    "two parts": forge().split(".").slice(0, 2).join("."),
    "four parts": `${forge()}.x`,
    "padding behind it": `${forge()}=`,
    "no token at all": "rubbish",
    "a token of the session cookie": await encode({ token: { ...claims }, secret: authSecret }),
    "a key that nobody made": `pb_${"A".repeat(43)}`,
    "a key of another length": "pb_short",
  };
}

/** One that is right in everything. */
export const goodToken = (authSecret: string, claims: ForgedClaims): string => forger(authSecret, claims).forge();

function forger(authSecret: string, claims: ForgedClaims) {
  const key = new Uint8Array(hkdfSync("sha256", authSecret, "", "pulseboard access token", 32));
  const iat = Math.floor(Date.now() / 1000);
  const payload = { ...claims, iss: "pulseboard", aud: "pulseboard", iat, exp: iat + 300 };
  const forge = (header: object = ourHeader, says: object = payload) => {
    const signed = `${part(header)}.${part(says)}`;
    return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
  };
  return { forge, payload, key };
}
