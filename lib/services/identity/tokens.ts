import { hkdfSync, subtle } from "node:crypto";
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Services } from "../context";
import { SessionClaims } from "./sessions";

/** A token that was given for an API key; it is worth what the key is worth when it is used. */
export const KeyClaims = z.object({ sub: z.uuid(), keyId: z.uuid() }).refine(({ sub, keyId }) => sub === keyId);
export type KeyClaims = z.infer<typeof KeyClaims>;

/** Who a token is of, and when it expires (ms since 1970). */
export type TokenClaims = (({ of: "session" } & SessionClaims) | ({ of: "key" } & KeyClaims)) & { expiresAt: number };

/** How long an access token lasts; who needs longer gets a new one. */
export const accessTokenLifetimeSeconds = 300;

const issuer = "pulseboard";
const audience = "pulseboard";
const type = "at+jwt";
const algorithm = "HS256";

/** Exactly what we write. A key or a place to fetch one (`jwk`, `jku`, `x5u`) in a header is an attack, not a hint. */
const Header = z.strictObject({ alg: z.literal(algorithm), typ: z.literal(type) });

/** Nothing that we sign lasts longer, whatever it says of itself: in JSON `1e400` is a number too. */
const Times = z
  .object({ iat: z.int(), exp: z.int() })
  .refine(({ iat, exp }) => exp - iat <= accessTokenLifetimeSeconds);

const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const maxLength = 2048;

type Secrets = Pick<Services["config"], "authSecret" | "formerAuthSecrets">;
type Key = Awaited<ReturnType<typeof subtle.importKey>>;
/** Deriving and importing a key costs more than checking a token with it. */
const keys = new WeakMap<Secrets, Promise<[current: Key, ...former: Key[]]>>();

/** The first signs, all of them verify. */
function keysOf(config: Secrets): Promise<[current: Key, ...former: Key[]]> {
  const known = keys.get(config);
  if (known !== undefined) return known;
  const derive = async (): Promise<[Key, ...Key[]]> => [
    await keyFrom(config.authSecret),
    ...(await Promise.all(config.formerAuthSecrets.map(keyFrom))),
  ];
  const derived = derive();
  keys.set(config, derived);
  return derived;
}

/** Apart from the key of the session cookie, so that neither can stand in for the other. */
function keyFrom(secret: string): Promise<Key> {
  const bytes = hkdfSync("sha256", secret, "", "pulseboard access token", 32);
  return subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

interface Clock extends Pick<Services, "now"> {
  config: Secrets;
}

/** A signed token of five minutes for a session; it ends earlier if the session does. */
export const signAccessToken = (clock: Clock, { sub, sid, version }: SessionClaims): Promise<string> =>
  sign(clock, sub, { sid, version }, accessTokenLifetimeSeconds);

/** The same for an API key, of `lifetimeSeconds`: it is not to outlive the key. */
export const signKeyToken = (clock: Clock, { sub, keyId }: KeyClaims, lifetimeSeconds: number): Promise<string> =>
  sign(clock, sub, { keyId }, lifetimeSeconds);

async function sign({ config, now }: Clock, sub: string, claims: JWTPayload, lifetimeSeconds: number): Promise<string> {
  const issuedAt = Math.floor(now().getTime() / 1000);
  const [current] = await keysOf(config);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: type })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(current);
}

/** What a token says, or null for anything that we did not sign for this purpose. */
export async function verifyAccessToken({ config, now }: Clock, token: string): Promise<TokenClaims | null> {
  if (token.length > maxLength || !shape.test(token) || !hasOurHeader(token)) return null;
  const expected = {
    algorithms: [algorithm],
    issuer,
    audience,
    typ: type,
    currentDate: now(),
    requiredClaims: ["sub", "exp", "iat"],
  };
  for (const key of await keysOf(config)) {
    const verified = await jwtVerify(token, key, expected).catch(() => null);
    const times = Times.safeParse(verified?.payload).data;
    if (times !== undefined) return claimsIn(verified?.payload, times.exp * 1000);
  }
  return null;
}

/** One of a key is never taken for one of a session, whatever else it says. */
function claimsIn(payload: JWTPayload | undefined, expiresAt: number): TokenClaims | null {
  if (payload !== undefined && "keyId" in payload) {
    const claims = KeyClaims.safeParse(payload).data;
    return claims ? { of: "key", ...claims, expiresAt } : null;
  }
  const claims = SessionClaims.safeParse(payload).data;
  return claims ? { of: "session", ...claims, expiresAt } : null;
}

function hasOurHeader(token: string): boolean {
  try {
    return Header.safeParse(decodeProtectedHeader(token)).success;
  } catch {
    // No JSON in its first part: not a token.
    return false;
  }
}
