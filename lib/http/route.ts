import { z } from "zod";
import { HubError, type InputOf, type Operation, type OutputOf, type StreamOperation } from "@/lib/hub-protocol";
import { auditActionOf } from "@/lib/services/audit/audited-operations";
import type { Caller, Principal, Services, VerbContext } from "@/lib/services/context";
import { demand, type Verb } from "@/lib/services/define-verb";
import { type Authenticated, authenticateHeaders } from "@/lib/services/identity/principal";
import { addressOf } from "@/lib/services/limits/limits";
import { answer, type Exchange } from "./answer";
import { type BodyKind, jsonBody } from "./body-kinds";
import { callerOf } from "./caller";
import { joinInput } from "./join-input";
import { readText } from "./read-body";

/** What Next calls; `params` are those of the path, undefined where it has none. */
export type RouteHandler = (
  request: Request,
  context: { params: Promise<Record<string, unknown> | undefined> },
) => Promise<Response>;

export interface RouteOptions<Output> {
  /** 200 unless given. */
  status?: number;
  /** The Location header of what was created. */
  location?: (output: Output) => string;
  /** How the body is read: JSON of at most 1 MiB unless given. A GET has none. */
  body?: BodyKind;
  /** Fields that the path itself says. */
  defaults?: Record<string, unknown>;
  /** cookie: no access token and no API key counts here; lasting: an access token does not. */
  credentials?: "any" | "cookie" | "lasting";
}

/** So long what is known of who asks is taken for true. */
const trustedMs = 250;

/**
 * A verb as a route handler: origin rule, who is asking, one input from path, query or body, and Idempotency-Key, and the
 * verb's result as JSON or what it throws as problem+json.
 */
export function route<O extends Operation>(verb: Verb<O>, options: RouteOptions<OutputOf<O>> = {}): RouteHandler {
  return (request, { params }) =>
    answer(request, async (exchange) => {
      const before = await contextOf(exchange, verb.operation, options);
      const askedAtMs = performance.now();
      const body = isRead(request) ? null : await readBody(request, options);
      // A body may take minutes to come: whoever lost their rights meanwhile is refused.
      const isOld = performance.now() - askedAtMs > trustedMs;
      const context = isOld ? await contextOf(exchange, verb.operation, options) : before;
      const input = joinInput({
        params: (await params) ?? {},
        query: new URL(request.url).searchParams,
        body,
        key: takesKey(verb.operation) ? { header: request.headers.get("idempotency-key") ?? undefined } : null,
      });
      // The verb parses it: what is not an input is refused there, with its paths.
      return json(await verb(context, input as InputOf<O>), options);
    });
}

/**
 * Who asks, and from where, as a context for a verb of this operation. Throws UNAUTHENTICATED or FORBIDDEN, before any body is
 * read: nobody makes us read 20 MiB only to be refused.
 */
export async function contextOf(
  { request, services, requestId, asker }: Exchange,
  operation: Operation | StreamOperation,
  options: Pick<RouteOptions<never>, "credentials"> = {},
): Promise<VerbContext> {
  asker.action = auditActionOf(operation);
  const caller = callerOf(request.headers, requestId);
  const principal = await authenticate(request, services, { ...options, caller });
  asker.principal = principal;
  await services.limits.requests.consume(principal?.id ?? addressOf(caller));
  const context: VerbContext = { services, principal, via: "rest", caller, signal: request.signal };
  if (typeof operation.permission === "string") demand(context, operation.permission);
  return context;
}

const isRead = ({ method }: Request) => method === "GET" || method === "HEAD";

const takesKey = ({ input }: Operation) => input instanceof z.ZodObject && "key" in input.shape;

async function authenticate(
  { headers }: Request,
  services: Services,
  { credentials = "any", caller }: Pick<RouteOptions<never>, "credentials"> & { caller: Caller },
): Promise<Principal | null> {
  const authorization = headers.get("authorization");
  const cookie = headers.get("cookie");
  const authenticated = await authenticateHeaders(services, { authorization, cookie, address: caller.address });
  if (authorization !== null && (!authenticated || !takenBy[credentials].includes(authenticated.method))) {
    // Whoever has a good one is never held up by neighbours who guess.
    if (!authenticated) await services.limits.badCredentials.consume(addressOf(caller));
    throw new HubError("UNAUTHENTICATED", "The Authorization header holds no valid credential for this.");
  }
  return authenticated?.principal ?? null;
}

const takenBy: Record<NonNullable<RouteOptions<never>["credentials"]>, readonly Authenticated["method"][]> = {
  any: ["cookie", "token", "key"],
  lasting: ["cookie", "key"],
  cookie: ["cookie"],
};

async function readBody(
  request: Request,
  { body = jsonBody(), defaults }: Pick<RouteOptions<never>, "body" | "defaults">,
): Promise<Record<string, unknown>> {
  return { ...defaults, ...body.parse(await readText(request, body)) };
}

function json<Output>(output: Output, { status = 200, location }: RouteOptions<Output>): Response {
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  if (location) headers.set("location", location(output));
  return new Response(JSON.stringify(output), { status, headers });
}
