import { performance } from "node:perf_hooks";
import { HubError, isHubError } from "@/lib/hub-protocol";
import { runtime } from "@/lib/runtime";
import type { Services } from "@/lib/services/context";
import { readSessionCookie } from "@/lib/services/identity/session-cookie";
import { corsHeaders } from "./cors";
import { type Asker, nobodyYet, noteRefusal } from "./note-refusal";
import { checkOrigin } from "./origin";
import { problemResponse, toProblem } from "./problem";
import { requestIdHeader, requestIdOf } from "./request-id";
import { apiSecurityHeaders } from "./security-headers";
import { tellablePath } from "./tellable-path";

export interface Exchange {
  request: Request;
  services: Services;
  requestId: string;
  /** To be filled in as it becomes known: who is refused is told to the audit. */
  asker: Asker;
}

export interface AnswerOptions {
  /** The session cookie lets nobody do anything here, so a request of another site may bring it. */
  ignoresCookie?: boolean;
}

/**
 * What every answer of the API has in common: the origin rule before anything, errors as problem+json, the request's id, CORS
 * and security headers, the count of answers, and one log line without query, body or credentials.
 */
export async function answer(
  request: Request,
  respond: (exchange: Exchange) => Promise<Response>,
  { ignoresCookie = false }: AnswerOptions = {},
): Promise<Response> {
  const services = runtime();
  const requestId = requestIdOf(request.headers);
  const startedAtMs = performance.now();
  const asker = nobodyYet();
  let failure: unknown;
  let response: Response;
  try {
    demandOrigin(request, services, { ignoresCookie });
    response = await respond({ request, services, requestId, asker });
  } catch (error) {
    // Once the caller is gone, whatever broke broke because of that.
    failure =
      request.signal.aborted && !isHubError(error) ? new HubError("CANCELLED", undefined, { cause: error }) : error;
    await noteRefusal({ services, request, requestId, asker, failure });
    response = problemResponse(toProblem(failure, requestId));
  }
  const common = { [requestIdHeader]: requestId, ...apiSecurityHeaders(services.config), ...corsOf(request, services) };
  for (const [name, value] of Object.entries(common)) response.headers.set(name, value);
  services.countApiAnswer(response.status);
  logAnswer(services, request, {
    requestId,
    status: response.status,
    ms: Math.round(performance.now() - startedAtMs),
    failure,
  });
  return response;
}

const corsOf = ({ headers }: Request, { config }: Services) => corsHeaders(headers.get("origin"), config);

/** Throws FORBIDDEN when the Origin and cookie rules of security.md refuse the request. */
export function demandOrigin(
  { method, headers }: Request,
  { config }: Services,
  { ignoresCookie = false }: AnswerOptions = {},
): void {
  const verdict = checkOrigin({
    method,
    origin: headers.get("origin"),
    host: headers.get("host"),
    secFetchSite: headers.get("sec-fetch-site"),
    hasCookie: !ignoresCookie && readSessionCookie(headers.get("cookie"), config.publicUrl) !== null,
    hasToken: headers.has("authorization"),
    isUpgrade: false,
    publicUrl: config.publicUrl,
    allowedOrigins: config.allowedOrigins,
  });
  if (!verdict.ok) throw new HubError("FORBIDDEN", verdict.reason);
}

interface Answered {
  requestId: string;
  status: number;
  ms: number;
  failure: unknown;
}

function logAnswer({ log }: Services, request: Request, { failure, ...answered }: Answered): void {
  const line = { ...answered, method: request.method, path: tellablePath(new URL(request.url).pathname) };
  if (answered.status >= 500) log.error({ ...line, err: failure }, "request failed");
  else if (failure !== undefined) log.info({ ...line, reason: (failure as Error).message }, "request refused");
  else log.debug(line, "request answered");
}
