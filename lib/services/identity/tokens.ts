import { hkdfSync, subtle } from "node:crypto";
import { decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Services } from "../context";
import { SessionClaims } from "./sessions";

/** How long an access token lasts; who needs longer gets a new one. */
export const accessTokenLifetimeSeconds = 300;

const issuer = "pulseboard";
const audience = "pulseboard";
const type = "at+jwt";
const algorithm = "HS256";

/** Exactly what we write. A key or a place to fetch one (`jwk`, `jku`, `x5u`) in a header is an attack, not a hint. */
const Header = z.strictObject({ alg: z.literal(algorithm), typ: z.literal(type) });

const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const maxLength = 2048;

type Key = Awaited<ReturnType<typeof subtle.importKey>>;
/** Deriving and importing a key costs more than checking a token with it. */
const keys = new WeakMap<Services["config"], Promise<[current: Key, ...former: Key[]]>>();

/** The first signs, all of them verify. */
function keysOf(config: Services["config"]): Promise<[current: Key, ...former: Key[]]> {
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

type Clock = Pick<Services, "config" | "now">;

/** A signed token of five minutes for a session; it ends earlier if the session does. */
export async function signAccessToken({ config, now }: Clock, { sub, sid, version }: SessionClaims): Promise<string> {
  const issuedAt = Math.floor(now().getTime() / 1000);
  const [current] = await keysOf(config);
  return new SignJWT({ sid, version })
    .setProtectedHeader({ alg: algorithm, typ: type })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenLifetimeSeconds)
    .sign(current);
}

/** What a token says and when it expires (ms since 1970), or null for anything that we did not sign for this purpose. */
export async function verifyAccessToken(
  { config, now }: Clock,
  token: string,
): Promise<(SessionClaims & { expiresAt: number }) | null> {
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
    const claims = SessionClaims.safeParse(verified?.payload).data;
    const exp = verified?.payload.exp;
    if (claims && exp !== undefined) return { ...claims, expiresAt: exp * 1000 };
  }
  return null;
}

function hasOurHeader(token: string): boolean {
  try {
    return Header.safeParse(decodeProtectedHeader(token)).success;
  } catch {
    // No JSON in its first part: not a token.
    return false;
  }
}
