import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { isHubError } from "@/lib/hub-protocol";
import type { Caller, Services } from "@/lib/services/context";
import { databaseFailure } from "@/lib/services/database-failure";
import { decodeSessionCookie, decodeSessionToken, sessionCookieName } from "@/lib/services/identity/session-cookie";
import { principalOfSession, SessionClaims, sessionLifetimeMs } from "@/lib/services/identity/sessions";
import { type SignedIn, signIn } from "@/lib/services/identity/sign-in";
import { signInBySso } from "@/lib/services/identity/sign-in-by-sso";
import { signOut } from "@/lib/services/identity/sign-out";
import { SsoRefused } from "@/lib/services/identity/sso-refusal";
import { isHttps } from "@/lib/services/settings/public-url";
import { keepReturnPath, newSsoAttempt, noteFailure, type SsoAttempt, ssoProvider } from "./sso-attempt";

interface SentForm {
  credentials: Record<string, unknown> | undefined;
  cookie: string | undefined;
}

/**
 * next-auth, with sessions that are ours: its JWT carries user, session and version and nothing else, and what it says counts
 * only as long as the database agrees.
 */
export function authOptions(
  services: Services,
  caller: Caller,
  { attempt = newSsoAttempt(), cookie }: { attempt?: SsoAttempt; cookie?: string | undefined } = {},
): AuthOptions {
  const { sso } = services.config;
  const secure = isHttps(services.config.publicUrl);
  return {
    secret: services.config.authSecret,
    useSecureCookies: secure,
    session: { strategy: "jwt", maxAge: sessionLifetimeMs / 1000 },
    jwt: { decode: async ({ token, salt }) => (token ? decodeSessionToken(token, services.config, salt) : null) },
    pages: { signIn: "/login", signOut: "/login", error: "/login" },
    cookies: {
      sessionToken: {
        name: sessionCookieName(services.config.publicUrl),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (credentials, request) =>
          authorize(services, caller, { credentials, cookie: request.headers?.cookie }),
      }),
      ...(sso ? [ssoProvider(sso)] : []),
    ],
    callbacks: {
      redirect: async (asked) => keepReturnPath(attempt, asked),
      async signIn({ account, profile }) {
        if (account?.provider !== "sso" || !sso) return account?.provider === "credentials";
        attempt.signedIn = await admit(services, attempt, () =>
          signInBySso(services, sso, { claims: profile, caller }),
        );
        if (attempt.signedIn) await endReplacedSession(services, caller, cookie);
        return attempt.signedIn !== null;
      },
      async jwt({ token, user, account }) {
        // At sign-in `user` is what authorize gave; later only the cookie speaks.
        if (account?.provider === "sso") return claimsOf(attempt);
        if (user) return SessionClaims.parse({ ...user, sub: user.id });
        const claims = SessionClaims.parse(token);
        if (!(await principalOfSession(services, claims))) throw new Error("The session has ended.");
        return claims;
      },
      // Who it is, /api/me tells.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        const claims = SessionClaims.safeParse(token).data;
        if (claims) await signOut(services, { sessionId: claims.sid, caller, reason: "signed out" });
      },
    },
    logger: {
      error: (code, metadata) => {
        if (noteFailure(services, attempt, code, metadata)) return;
        services.log.warn({ code, err: "error" in metadata ? metadata.error : metadata }, "next-auth");
      },
      warn: (code) => services.log.warn({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

/** Null for everything that is wrong with the credentials. The message of what it throws reaches the browser: a code, no more. */
async function authorize(services: Services, caller: Caller, { credentials, cookie }: SentForm) {
  const { email, password } = credentials ?? {};
  if (typeof email !== "string" || typeof password !== "string") return null;
  try {
    const signedIn = await signIn(services, { email, password, ...caller, method: "password" });
    if (!signedIn) return null;
    await endReplacedSession(services, caller, cookie);
    return { id: signedIn.user.id, sid: signedIn.sessionId, version: signedIn.version };
  } catch (error) {
    const failure = databaseFailure(error);
    if (!isHubError(failure)) services.log.error({ err: error }, "sign-in failed");
    throw new Error(isHubError(failure) ? failure.code : "INTERNAL");
  }
}

/** Null when they are refused or it fails inside; the attempt knows why. */
async function admit(
  services: Services,
  attempt: SsoAttempt,
  enter: () => Promise<SignedIn>,
): Promise<SignedIn | null> {
  try {
    return await enter();
  } catch (error) {
    attempt.refusal = error instanceof SsoRefused ? error.reason : "failed";
    if (!(error instanceof SsoRefused)) services.log.error({ err: error }, "single sign-on failed");
    return null;
  }
}

function claimsOf({ signedIn }: SsoAttempt): SessionClaims {
  if (!signedIn) throw new Error("Nobody signed in.");
  return { sub: signedIn.user.id, sid: signedIn.sessionId, version: signedIn.version };
}

/** The browser's cookie is about to be replaced: nobody shall go on with the session that it held. */
async function endReplacedSession(services: Services, caller: Caller, cookie: string | undefined): Promise<void> {
  const claims = await decodeSessionCookie(cookie, services.config);
  if (claims) await signOut(services, { sessionId: claims.sid, caller, reason: "signed in anew" });
}
