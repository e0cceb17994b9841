import type { Principal, Services } from "../context";
import { decodeSessionCookie } from "./session-cookie";
import { readSession } from "./sessions";
import { verifyAccessToken } from "./tokens";

/** Headers as they came; a hub passes a token from its handshake as `Bearer …`. */
export interface CredentialHeaders {
  cookie?: string | null | undefined;
  authorization?: string | null | undefined;
}

/** `expiresAt`, in ms since 1970: when the token or the session ends, whichever is first. */
export interface Authenticated {
  principal: Principal;
  expiresAt: number;
  method: "cookie" | "token";
}

/**
 * Who is asking, for REST, pages and the hub; null for anonymous and for anything invalid, expired or ended. An Authorization
 * header is the only credential that counts when it is there: a bad one does not fall back to the cookie.
 */
export async function authenticateHeaders(
  services: Services,
  headers: CredentialHeaders,
): Promise<Authenticated | null> {
  if (headers.authorization) return authenticateBearer(services, headers.authorization);
  const claims = await decodeSessionCookie(headers.cookie, services.config);
  const session = claims && (await readSession(services, claims));
  return session && { ...session, method: "cookie" };
}

async function authenticateBearer(services: Services, authorization: string): Promise<Authenticated | null> {
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const claims = token === undefined ? null : await verifyAccessToken(services, token);
  const session = claims && (await readSession(services, claims));
  return session && { ...session, expiresAt: Math.min(session.expiresAt, claims.expiresAt), method: "token" };
}
