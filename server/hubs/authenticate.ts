import { HubError } from "@/lib/hub-protocol";
import type { Principal, Services } from "@/lib/services/context";
import { authenticateHeaders } from "@/lib/services/identity/principal";
import type { Admission, Handshake } from "@/server/hub";

/** The session cookie, or an access token: in the handshake's `auth`, in the header, or in the query for who can do no other. */
export async function authenticate(
  services: Services,
  { headers, auth, query }: Handshake,
): Promise<Admission<Principal>> {
  const token = [auth.token, query.access_token].find((value) => typeof value === "string");
  const identity = await authenticateHeaders(
    services,
    token === undefined
      ? { cookie: headers.cookie, authorization: headers.authorization }
      : { authorization: `Bearer ${token}` },
  );
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
