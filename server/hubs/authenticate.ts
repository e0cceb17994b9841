import { HubError } from "@/lib/hub-protocol";
import { accessAction } from "@/lib/services/audit/audited-operations";
import type { Principal, Services } from "@/lib/services/context";
import { holdBadCredential } from "@/lib/services/identity/bad-credential";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import { looksLikeKey } from "@/lib/services/keys/key-text";
import type { Admission, Handshake } from "@/server/hub";

/**
 * The session cookie, an access token or an API key: in the handshake's `auth`, in the header, or, a token alone, in the query for who can
 * do no other.
 */
export async function authenticate(
  services: Services,
  { headers, auth, query, remoteAddress: address }: Handshake,
): Promise<Admission<Principal>> {
  const caller = { address, userAgent: headers["user-agent"] ?? null, traceId: null };
  const noteRefused = (reason: string) =>
    services.audit.note(
      { principal: null, via: "hub", caller },
      { action: accessAction, refusedCode: "UNAUTHENTICATED", detail: { reason } },
    );
  if (holdsKey(query)) {
    noteRefused("An API key that stood in an address.");
    throw new HubError("UNAUTHENTICATED", keyInQuery);
  }
  const token = [auth.token, query.access_token].find((value) => typeof value === "string");
  const credentials =
    token === undefined
      ? { cookie: headers.cookie, authorization: headers.authorization, address }
      : { authorization: `Bearer ${token}`, address };
  const identity = await authenticateHeaders(services, credentials);
  if (!identity && (await holdBadCredential(services, credentials))) noteRefused("A credential that is none.");
  if (!identity) throw new HubError("UNAUTHENTICATED", "Sign in first.");
  const { principal, expiresAt } = identity;
  return { principal, ...(expiresAt !== null && { expiresAt }) };
}

/** An address ends in logs, histories and proxies. A token there is dead after five minutes; a key lives for years. */
const keyInQuery =
  "An API key must not stand in an address: it would end in logs. Send it as `Authorization: Bearer`, or exchange it for an access token at POST /api/token.";

const holdsKey = (query: Handshake["query"]): boolean =>
  Object.values(query).some((value) => value !== undefined && looksLikeKey(value));

/**
 * Who a new token belongs to and until when it lasts, in ms since 1970. Throws UNAUTHENTICATED, also for an API key (it needs no
 * refreshing), and FORBIDDEN for somebody else's.
 */
export async function authenticateRefresh(services: Services, principal: Principal, token: string) {
  const identity = looksLikeKey(token)
    ? null
    : await authenticateHeaders(services, { authorization: `Bearer ${token}` });
  if (!identity?.expiresAt) throw new HubError("UNAUTHENTICATED", "This token is not valid.");
  if (identity.principal.id !== principal.id) throw new HubError("FORBIDDEN", "That is somebody else's token.");
  return { principal: identity.principal, expiresAt: identity.expiresAt };
}
