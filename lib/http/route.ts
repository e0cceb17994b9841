import { z } from "zod";
import { HubError, type InputOf, type Operation, type OutputOf } from "@/lib/hub-protocol";
import type { Principal, Services, VerbContext } from "@/lib/services/context";
import { demand, type Verb } from "@/lib/services/define-verb";
import { type Authenticated, authenticateHeaders } from "@/lib/services/identity/principal";
import { answer } from "./answer";
import { type BodyKind, jsonBody } from "./body-kinds";
import { addressHeader, callerOf } from "./caller";
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

/**
 * A verb as a route handler: origin rule, who is asking, one input from path, query or body, and Idempotency-Key, and the
 * verb's result as JSON or what it throws as problem+json.
 */
export function route<O extends Operation>(verb: Verb<O>, options: RouteOptions<OutputOf<O>> = {}): RouteHandler {
  return (request, { params }) =>
    answer(request, async ({ services, requestId }) => {
      const principal = await authenticate(request, services, options);
      const caller = callerOf(request.headers, requestId);
      const context: VerbContext = { services, principal, via: "rest", caller, signal: request.signal };
      // Before the body is read: nobody makes us read 20 MiB only to be refused.
      if (typeof verb.operation.permission === "string") demand(context, verb.operation.permission);
      const input = joinInput({
        params: (await params) ?? {},
        query: new URL(request.url).searchParams,
        body: isRead(request) ? null : await readBody(request, options),
        key: takesKey(verb.operation) ? { header: request.headers.get("idempotency-key") ?? undefined } : null,
      });
      // The verb parses it: what is not an input is refused there, with its paths.
      return json(await verb(context, input as InputOf<O>), options);
    });
}

const isRead = ({ method }: Request) => method === "GET" || method === "HEAD";

const takesKey = ({ input }: Operation) => input instanceof z.ZodObject && "key" in input.shape;

async function authenticate(
  { headers }: Request,
  services: Services,
  { credentials = "any" }: Pick<RouteOptions<never>, "credentials">,
): Promise<Principal | null> {
  const authorization = headers.get("authorization");
  const cookie = headers.get("cookie");
  const address = headers.get(addressHeader);
  const authenticated = await authenticateHeaders(services, { authorization, cookie, address });
  if (authorization !== null && (!authenticated || !takenBy[credentials].includes(authenticated.method))) {
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
