import { HubError } from "@/lib/hub-protocol";
import { runtime } from "@/lib/runtime";
import { answer } from "./answer";
import { preflightHeaders } from "./cors";
import type { RouteHandler } from "./route";

const names = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type MethodName = (typeof names)[number];

/** Every method that Next knows, so that none of them is answered by Next itself. */
export type Methods = Record<MethodName | "HEAD" | "OPTIONS", RouteHandler>;

/**
 * All exports of a `route.ts`: the given handlers, HEAD as GET, problem+json with `Allow` for the other methods, and the
 * preflight of allowed origins.
 */
export function methods(handlers: Partial<Record<MethodName, RouteHandler>>): Methods {
  const allowed = names.filter((name) => handlers[name]);
  const allow = [...(handlers.GET ? ["HEAD"] : []), ...allowed, "OPTIONS"].join(", ");
  const refuse: RouteHandler = async (request) => {
    const response = await answer(request, async () => {
      throw new HubError("METHOD_NOT_FOUND", `${request.method} is not possible here. Use one of: ${allow}.`);
    });
    response.headers.set("allow", allow);
    return response;
  };
  const options: RouteHandler = async ({ headers }) => {
    const preflight = preflightHeaders(headers.get("origin"), allowed, runtime().config);
    return new Response(null, { status: 204, headers: { allow, ...preflight } });
  };
  const { GET = refuse, POST = refuse, PUT = refuse, PATCH = refuse, DELETE = refuse } = handlers;
  return { GET, HEAD: GET, POST, PUT, PATCH, DELETE, OPTIONS: options };
}

/** For paths that do not exist: the same problem whatever the method. */
export const notFound: RouteHandler = (request) =>
  answer(request, async () => {
    throw new HubError("NOT_FOUND", "There is nothing at this path.");
  });
