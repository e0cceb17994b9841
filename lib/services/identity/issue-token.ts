import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/identity";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import type { Principal, Services, VerbContext } from "../context";
import { defineVerb } from "../define-verb";
import { readKeyById } from "../keys/read-key";
import type { SessionClaims } from "./sessions";
import { signIn } from "./sign-in";
import { accessTokenLifetimeSeconds, signAccessToken, signKeyToken } from "./tokens";

/**
 * An access token for e-mail and password, in a session of the same five minutes, for whoever's cookie signed them in, or for an API key
 * (it ends with the key). Throws UNAUTHENTICATED, the same for everything that is wrong with a name and password.
 */
export const issueToken = defineVerb(operations.issueToken, async (context, { username, password }) => {
  const { services, principal } = context;
  if ((username === undefined) !== (password === undefined)) throw halfCredentials(username === undefined);
  if (username === undefined && principal?.kind === "key") return tokenOfKey(services, principal);
  const claims =
    username !== undefined && password !== undefined
      ? await claimsByPassword(context, username, password)
      : await claimsOfPrincipal(services, principal);
  return issued(await signAccessToken(services, claims), accessTokenLifetimeSeconds);
});

const issued = (token: string, lifetimeSeconds: number) => ({
  access_token: token,
  token_type: "Bearer" as const,
  expires_in: lifetimeSeconds,
});

async function tokenOfKey(services: Services, { id }: Principal) {
  const key = await readKeyById(services, id, null);
  const leftSeconds = key === null ? 0 : secondsLeft(key.expiresAt, services.now());
  if (leftSeconds < 1) throw new HubError("UNAUTHENTICATED", "This API key has ended.");
  const lifetimeSeconds = Math.min(accessTokenLifetimeSeconds, leftSeconds);
  return issued(await signKeyToken(services, { sub: id, keyId: id }, lifetimeSeconds), lifetimeSeconds);
}

/** Whole ones, from the whole second that a token is issued in. */
const secondsLeft = (expiresAt: number | null, now: Date): number =>
  expiresAt === null ? accessTokenLifetimeSeconds : Math.floor(expiresAt / 1000) - Math.floor(now.getTime() / 1000);

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
