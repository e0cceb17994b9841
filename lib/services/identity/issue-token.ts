import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import type { Principal, Services, VerbContext } from "../context";
import { defineVerb } from "../define-verb";
import type { SessionClaims } from "./sessions";
import { signIn } from "./sign-in";
import { accessTokenLifetimeSeconds, signAccessToken } from "./tokens";

/**
 * An access token for e-mail and password, in a session of the same five minutes, or for whoever's cookie signed them in.
 * Throws UNAUTHENTICATED, the same for everything that is wrong with a name and password.
 */
export const issueToken = defineVerb(operations.issueToken, async (context, { username, password }) => {
  const { services, principal } = context;
  if ((username === undefined) !== (password === undefined)) throw halfCredentials(username === undefined);
  const claims =
    username !== undefined && password !== undefined
      ? await claimsByPassword(context, username, password)
      : await claimsOfPrincipal(services, principal);
  return {
    access_token: await signAccessToken(services, claims),
    token_type: "Bearer" as const,
    expires_in: accessTokenLifetimeSeconds,
  };
});

async function claimsByPassword(context: VerbContext, email: string, password: string): Promise<SessionClaims> {
  const lifetimeMs = accessTokenLifetimeSeconds * 1000;
  const { address = null, userAgent = null, traceId = null } = context.caller ?? {};
  const from = { userAgent, address, traceId };
  const signedIn = await signIn(context.services, { email, password, ...from, method: "token", lifetimeMs });
  if (!signedIn) throw new HubError("UNAUTHENTICATED", "E-mail or password is wrong.");
  return { sub: signedIn.user.id, sid: signedIn.sessionId, version: signedIn.version };
}

async function claimsOfPrincipal({ database }: Services, principal: Principal | null): Promise<SessionClaims> {
  if (!principal?.sessionId) throw new HubError("UNAUTHENTICATED", "Send username and password, or sign in first.");
  const { users } = schema;
  const [user] = await database.db.select({ version: users.version }).from(users).where(eq(users.id, principal.id));
  if (!user) throw new HubError("UNAUTHENTICATED", "Sign in first.");
  return { sub: principal.id, sid: principal.sessionId, version: user.version };
}

function halfCredentials(nameIsMissing: boolean): HubError {
  const path = nameIsMissing ? "username" : "password";
  const message = "username and password go together.";
  return new HubError("INVALID_ARGUMENT", `${path}: ${message}`, { fields: [{ path, message }] });
}
