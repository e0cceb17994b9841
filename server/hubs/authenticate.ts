import { HubError } from "@/lib/hub-protocol";
import { accessAction } from "@/lib/services/audit/audited-operations";
import type { Principal, Services } from "@/lib/services/context";
import { holdBadCredential } from "@/lib/services/identity/bad-credential";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import type { Admission, Handshake } from "@/server/hub";

/** The session cookie, or an access token: in the handshake's `auth`, in the header, or in the query for who can do no other. */
export async function authenticate(
  services: Services,
  { headers, auth, query, remoteAddress }: Handshake,
): Promise<Admission<Principal>> {
  const token = [auth.token, query.access_token].find((value) => typeof value === "string");
  const credentials =
    token === undefined
      ? { cookie: headers.cookie, authorization: headers.authorization }
      : { authorization: `Bearer ${token}` };
  const identity = await authenticateHeaders(services, credentials);
  if (!identity && (await holdBadCredential(services, credentials))) {
    const caller = { address: remoteAddress, userAgent: headers["user-agent"] ?? null, traceId: null };
    services.audit.note(
      { principal: null, via: "hub", caller },
      { action: accessAction, refusedCode: "UNAUTHENTICATED", detail: { reason: "A credential that is none." } },
    );
  }
  if (!identity) throw new HubError("UNAUTHENTICATED", "Sign in first.");
  return { principal: identity.principal, expiresAt: identity.expiresAt };
}

/** Who a new token belongs to and until when it lasts, in ms since 1970. Throws UNAUTHENTICATED, FORBIDDEN for somebody else's. */
export async function authenticateRefresh(services: Services, principal: Principal, token: string) {
  const identity = await authenticateHeaders(services, { authorization: `Bearer ${token}` });
  if (!identity?.expiresAt) throw new HubError("UNAUTHENTICATED", "This token is not valid.");
  if (identity.principal.id !== principal.id) throw new HubError("FORBIDDEN", "That is somebody else's token.");
  return identity;
}
