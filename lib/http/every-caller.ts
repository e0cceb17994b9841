/** For the matrix tests: everybody who may ask, with the credential that they bring. */
import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { type KeyScope, keyScopes, type Role, roles } from "@/lib/contracts/permissions";
import * as schema from "@/lib/db/schema";
import { deleteUser } from "@/lib/services/accounts/delete-user";
import { signIn } from "@/lib/services/identity/sign-in";
import { signOut } from "@/lib/services/identity/sign-out";
import { addUser, contextOf, type TestServices, type TestUser } from "@/lib/services/identity/testing";
import { signAccessToken } from "@/lib/services/identity/tokens";
import { updateUser } from "@/lib/services/identity/update-user";
import { revokeApiKey } from "@/lib/services/keys/revoke-api-key";
import { addKey, bearer } from "@/lib/services/keys/testing";

export interface EveryCaller {
  name: string;
  /** What the credential is; `nothing` for the anonymous. */
  by: "nothing" | "cookie" | "token" | "key";
  /** Null unless it is a live person. */
  role: Role | null;
  /** Null unless it is a live key. */
  scope: KeyScope | null;
  headers: Record<string, string>;
  /** Null for keys and the anonymous. */
  user: TestUser | null;
}

const origin = "http://localhost:3000";

interface Credential {
  headers: Record<string, string>;
  user: TestUser;
  sessionId: string;
}

/** Somebody new with a session of their own, as a browser or a program brings it. */
async function signedIn(services: TestServices, role: Role, by: "cookie" | "token", secret?: string) {
  const user = await addUser(services, { role, name: `${role} ${by}` });
  const session = await signIn(services, { ...user, userAgent: null });
  if (!session) throw new Error(`${user.email} cannot sign in.`);
  const { sessionId } = session;
  const claims = { sub: user.id, sid: sessionId, version: session.version };
  const config = { ...services.config, authSecret: secret ?? services.config.authSecret };
  const headers: Record<string, string> =
    by === "token"
      ? { authorization: `Bearer ${await signAccessToken({ config, now: services.now }, claims)}` }
      : { origin, cookie: `next-auth.session-token=${await encode({ token: claims, secret: config.authSecret })}` };
  return { headers, user, sessionId } satisfies Credential;
}

/** What ends somebody's access, each to be tried with a cookie and with a token. */
const endings: Record<string, (services: TestServices, admin: TestUser, credential: Credential) => Promise<unknown>> = {
  disabled: (services, admin, { user }) => updateUser(contextOf(services, admin), { id: user.id, disabled: true }),
  deleted: (services, admin, { user }) => deleteUser(contextOf(services, admin), { id: user.id }),
  "signed out": (services, _admin, { sessionId }) => signOut(services, { sessionId: sessionId, reason: "signed out" }),
};

/** The anonymous, each role by cookie and by token, whoever is locked out, each scope's key alone, and keys that have ended. */
export async function everyCaller(services: TestServices, admin: TestUser): Promise<EveryCaller[]> {
  const nobody = { role: null, scope: null, user: null };
  const callers: EveryCaller[] = [{ name: "anonymous", by: "nothing", headers: {}, ...nobody }];
  for (const by of ["cookie", "token"] as const) {
    for (const role of roles) {
      const { headers, user } = await signedIn(services, role, by);
      callers.push({ name: `${role}, ${by}`, by, role, scope: null, headers, user });
    }
    for (const [name, end] of Object.entries(endings)) {
      const credential = await signedIn(services, "admin", by);
      await end(services, admin, credential);
      callers.push({ name: `${name} admin, ${by}`, by, headers: credential.headers, ...nobody });
    }
    const { headers } = await signedIn(services, "admin", by, "a secret that is not this server's own");
    callers.push({ name: `forged, ${by}`, by, headers, ...nobody });
  }
  for (const scope of keyScopes) {
    const { key } = await addKey(services, [scope], { name: scope });
    callers.push({ name: `key ${scope}`, by: "key", role: null, scope, headers: bearer(key), user: null });
  }
  const [revoked, expired] = [await addKey(services, [...keyScopes]), await addKey(services, [...keyScopes])];
  await revokeApiKey(contextOf(services, admin), { id: revoked.id });
  const ended = { expiresAt: new Date(Date.now() - 1_000) };
  await services.database.db.update(schema.apiKeys).set(ended).where(eq(schema.apiKeys.id, expired.id));
  callers.push({ name: "revoked key", by: "key", headers: bearer(revoked.key), ...nobody });
  callers.push({ name: "expired key", by: "key", headers: bearer(expired.key), ...nobody });
  return callers;
}
