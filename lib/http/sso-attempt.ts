import type { LoggerInstance } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { returnPath } from "@/lib/client/screens/login/return-path";
import { wordsForSso } from "@/lib/client/screens/login/sso-problem";
import type { SsoRefusal } from "@/lib/contracts/sso-refusals";
import { HubError } from "@/lib/hub-protocol";
import type { Caller, Services } from "@/lib/services/context";
import type { SignedIn } from "@/lib/services/identity/sign-in";
import { noteSsoRefused } from "@/lib/services/identity/sign-in-by-sso";
import type { SsoConfig } from "@/lib/services/identity/sso-roles";

/** What becomes known while next-auth answers one request, and decides where the browser goes. */
export interface SsoAttempt {
  signedIn: SignedIn | null;
  refusal: SsoRefusal | null;
  /** A path of ours. */
  returnTo: string;
}

export const newSsoAttempt = (): SsoAttempt => ({ signedIn: null, refusal: null, returnTo: "/" });

/** The provider as next-auth speaks to it. */
export const ssoProvider = (sso: SsoConfig): OAuthConfig<{ sub: string }> => ({
  id: "sso",
  name: sso.name,
  type: "oauth",
  wellKnown: `${sso.issuer}/.well-known/openid-configuration`,
  authorization: { params: { scope: sso.scope } },
  idToken: true,
  checks: ["pkce", "state", "nonce"],
  clientId: sso.clientId,
  clientSecret: sso.clientSecret,
  userinfo: {
    // Some providers tell groups there only. It is the same person, or openid-client throws; the signed token has the last word.
    request: async ({ client, tokens }) => ({
      ...(client.issuer.metadata.userinfo_endpoint ? await client.userinfo(tokens as never) : {}),
      ...(tokens as { claims(): Record<string, unknown> }).claims(),
    }),
  },
  profile: ({ sub }) => ({ id: sub }),
});

/** The path that next-auth is to keep for later, out of what the browser or its cookie said. */
export function keepReturnPath(attempt: SsoAttempt, { url, baseUrl }: { url: string; baseUrl: string }): string {
  attempt.returnTo = returnPath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url);
  return `${baseUrl}${attempt.returnTo}`;
}

/** What next-auth says went wrong at the provider; false for what is not about it. Messages only: its errors hold tokens. */
export function noteFailure(services: Services, attempt: SsoAttempt, ...[code, metadata]: LoggedError): boolean {
  if (!/^(SIGNIN_OAUTH|OAUTH_CALLBACK|OAUTH_PARSE)/.test(code)) return false;
  const error = "error" in metadata ? metadata.error : metadata;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  services.log.warn({ code, error: name, reason: message.slice(0, 300) }, "single sign-on");
  // The first of several is the cause.
  attempt.refusal ??= refusalOf(code, error, metadata);
  return true;
}

type LoggedError = Parameters<LoggerInstance["error"]>;

function refusalOf(code: string, error: unknown, metadata: object): SsoRefusal {
  if (code === "SIGNIN_OAUTH_ERROR" || isUnreachable(error)) return "unreachable";
  return code === "OAUTH_CALLBACK_HANDLER_ERROR" && "error_description" in metadata ? "refused" : "failed";
}

const isUnreachable = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENETUN|EPIPE)/.test(String(code)) ||
    /timed out|got: 5\d\d/.test(String(message))
  );
};

/** The answer to the button: where the browser is to go, in JSON. Throws UNAVAILABLE and FORBIDDEN in words. */
export async function answerSsoStart(response: Response, attempt: SsoAttempt, { name }: SsoConfig): Promise<Response> {
  if (attempt.refusal !== null) {
    throw new HubError("UNAVAILABLE", wordsForSso("unreachable", name));
  }
  const url = response.headers.get("location") ?? (await response.clone().json()).url;
  if (new URL(url).pathname.startsWith("/api/auth/")) {
    throw new HubError("FORBIDDEN", "This page is out of date. Reload it and try again.");
  }
  return response;
}

/** Back from the provider: a relative redirect to where one wanted, or to the login page with what to say. */
export async function leaveSso(
  response: Response,
  attempt: SsoAttempt,
  { services, caller }: { services: Services; caller: Caller },
): Promise<Response> {
  const location = response.headers.get("location") ?? "";
  const isIn = attempt.signedIn !== null && !new URL(location, "http://ours").pathname.startsWith("/api/auth/");
  if (!isIn && attempt.refusal === null) attempt.refusal = "failed";
  const reason = attempt.refusal ?? "failed";
  if (!isIn && ["failed", "refused", "unreachable"].includes(reason)) noteSsoRefused(services, caller, reason);
  const problem = new URLSearchParams({ sso: reason, from: attempt.returnTo });
  response.headers.set("location", isIn ? attempt.returnTo : `/login?${problem}`);
  return response;
}
