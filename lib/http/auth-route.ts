import { returnPath } from "@/lib/client/screens/login/return-path";
import { HubError } from "@/lib/hub-protocol";
import { addressOf } from "@/lib/services/limits/limits";
import { answer } from "./answer";
import { callNextAuth } from "./call-next-auth";
import { callerOf } from "./caller";
import { authOptions } from "./next-auth";
import { readText } from "./read-body";
import type { RouteHandler } from "./route";
import { answerSsoStart, leaveSso, newSsoAttempt } from "./sso-attempt";

/** What is open of next-auth. Its own pages and its log (anybody could write into ours) are not. */
const openActions: Record<string, readonly string[]> = {
  GET: ["csrf", "providers", "session"],
  POST: ["callback/credentials", "signout"],
};

/** Where single sign-on is configured, these too. */
const ssoStart = "signin/sso";
const ssoCallback = "callback/sso";
const ssoActions: Record<string, string> = { GET: ssoCallback, POST: ssoStart };

const body = { maxBytes: 16 * 1024, types: ["application/x-www-form-urlencoded", "application/json"] };

/** next-auth behind the same origin rule, limits and log line as every other route. */
export const authRoute: RouteHandler = (request, { params }) => {
  // Whoever comes back from the provider comes from another site, perhaps with the cookie of a session that ended long ago.
  const ignoresCookie = request.method === "GET" && new URL(request.url).pathname === `/api/auth/${ssoCallback}`;
  const respond: Parameters<typeof answer>[1] = async ({ services, requestId }) => {
    const nextauth = ((await params)?.nextauth ?? []) as string[];
    const action = nextauth.join("/");
    const { sso } = services.config;
    const isSso = sso !== null && ssoActions[request.method] === action;
    if (!isSso && !openActions[request.method]?.includes(action)) {
      throw new HubError("NOT_FOUND", "There is nothing at this path.");
    }
    const caller = callerOf(request.headers, requestId);
    await services.limits.requests.consume(addressOf(caller));
    if (isSso) await services.limits.singleSignOn.consume(addressOf(caller));
    const attempt = newSsoAttempt();
    const options = authOptions(services, caller, { attempt, cookie: request.headers.get("cookie") ?? undefined });
    if (!isSso) return callNextAuth({ action: nextauth, request, body: await readForm(request) }, options);
    if (action === ssoCallback) {
      const response = await callNextAuth({ action: nextauth, request, query: providerAnswer(request) }, options);
      return leaveSso(response, attempt, { services, caller });
    }
    const form = await readForm(request);
    const callbackUrl = returnPath(form?.callbackUrl);
    // next-auth would hand a query on to the provider.
    const call = { action: nextauth, request, body: { ...form, callbackUrl }, query: {} };
    return answerSsoStart(await callNextAuth(call, options), attempt, sso);
  };
  return answer(request, respond, { ignoresCookie });
};

/** What a provider may say; where to go afterwards stands in the cookie and not in an address. */
function providerAnswer(request: Request): Record<string, string> {
  const { callbackUrl: _notTheirs, ...query } = Object.fromEntries(new URL(request.url).searchParams);
  return query;
}

async function readForm(request: Request): Promise<Record<string, unknown> | undefined> {
  if (request.method !== "POST") return undefined;
  const text = await readText(request, body);
  if (!request.headers.get("content-type")?.includes("json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // No JSON: refused like JSON that is no object.
  }
  throw new HubError("INVALID_ARGUMENT", "Send an object of JSON, or a form.");
}
