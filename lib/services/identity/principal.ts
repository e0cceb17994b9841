import type { Principal, Services } from "../context";
import { looksLikeKey } from "../keys/key-text";
import { type LiveKey, readKey, readKeyById } from "../keys/read-key";
import { decodeSessionCookie } from "./session-cookie";
import { type LiveSession, readSession } from "./sessions";
import { verifyAccessToken } from "./tokens";

/** Headers as they came; a hub passes a token from its handshake as `Bearer …`. */
export interface CredentialHeaders {
  cookie?: string | null | undefined;
  authorization?: string | null | undefined;
  /** Where the request comes from: kept as an API key's last use. */
  address?: string | null | undefined;
}

/** `expiresAt`, in ms since 1970: when the token, the session or the key ends, whichever is first; null for a key without an end. */
export interface Authenticated {
  principal: Principal;
  expiresAt: number | null;
  method: "cookie" | "token" | "key";
}

/**
 * Who is asking, for REST, pages and the hub; null for anonymous and for anything invalid, expired, revoked or ended. An Authorization
 * header is the only credential that counts when it is there: a bad one does not fall back to the cookie. A cookie is never a key.
 */
export async function authenticateHeaders(
  services: Services,
  headers: CredentialHeaders,
): Promise<Authenticated | null> {
  if (headers.authorization) return authenticateBearer(services, headers.authorization, headers.address ?? null);
  const claims = await decodeSessionCookie(headers.cookie, services.config);
  const session = claims && (await readSession(services, claims));
  return session && { ...session, method: "cookie" };
}

async function authenticateBearer(
  services: Services,
  authorization: string,
  address: string | null,
): Promise<Authenticated | null> {
  const credential = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (credential === undefined) return null;
  if (!looksLikeKey(credential)) return authenticateToken(services, credential, address);
  const key = await readKey(services, credential, address);
  return key && { ...key, method: "key" };
}

async function authenticateToken(
  services: Services,
  token: string,
  address: string | null,
): Promise<Authenticated | null> {
  const claims = await verifyAccessToken(services, token);
  if (!claims) return null;
  const holder: LiveSession | LiveKey | null =
    claims.of === "key" ? await readKeyById(services, claims.keyId, address) : await readSession(services, claims);
  if (!holder) return null;
  return { ...holder, expiresAt: Math.min(holder.expiresAt ?? claims.expiresAt, claims.expiresAt), method: "token" };
}
