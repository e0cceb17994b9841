import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { requestIdHeader, requestIdOf } from "@/lib/http/request-id";
import { contentSecurityPolicy, pageSecurityHeaders } from "@/lib/http/security-headers";
import { runtime } from "@/lib/runtime";

/**
 * Before every page: a nonce and the policy that demands it, for Next's own scripts (it reads the policy) and for the layout
 * (`x-nonce`), the path that is being asked for, and the request's id. What a client sends under these names is replaced.
 */
export function proxy(request: NextRequest): NextResponse {
  const { config } = runtime();
  const requestId = requestIdOf(request.headers);
  const nonce = randomBytes(16).toString("base64");
  const isDevelopment = process.env.NODE_ENV === "development";
  const policy = contentSecurityPolicy({ nonce, host: request.headers.get("host"), isDevelopment });

  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set("x-pulseboard-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  headers.set(requestIdHeader, requestId);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set(requestIdHeader, requestId);
  for (const [name, value] of Object.entries(pageSecurityHeaders(config, policy))) response.headers.set(name, value);
  return response;
}

export const config = {
  // The API answers for itself (and Next would cut bodies above 10 MB off on their way through here); built files need nothing.
  matcher: ["/((?!api$|api/|_next/static/|_next/image|healthz$|readyz$|metrics$).*)"],
};
