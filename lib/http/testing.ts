/** Calls route handlers as Next does, in a process whose runtime is the test's own. */
import { setRuntime } from "@/lib/runtime";
import { signIn } from "@/lib/services/identity/sign-in";
import type { TestServices, TestUser } from "@/lib/services/identity/testing";
import { signAccessToken } from "@/lib/services/identity/tokens";
import type { RouteHandler } from "./route";

export interface TestCall {
  method?: string;
  /** With its query. */
  path?: string;
  params?: Record<string, unknown>;
  /** Sent as JSON; text is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  user?: TestUser;
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { code?: string; detail?: string; errors?: { path: string; message: string }[] };
}

/** The handler's answer to a request of `user`, by access token, or of nobody. */
export async function call(services: TestServices, handler: RouteHandler, options: TestCall = {}): Promise<TestAnswer> {
  setRuntime(services);
  const { method = "GET", path = "/api/test", params = {}, body, headers } = options;
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: {
      host: "localhost:3000",
      ...(text === undefined ? {} : { "content-type": "application/json" }),
      ...(options.user ? { authorization: `Bearer ${await tokenOf(services, options.user)}` } : {}),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const answered = await response.text();
  return { status: response.status, headers: response.headers, body: answered === "" ? {} : JSON.parse(answered) };
}

async function tokenOf(services: TestServices, user: TestUser): Promise<string> {
  const signedIn = await signIn(services, { ...user, userAgent: null });
  if (!signedIn) throw new Error(`${user.email} cannot sign in.`);
  return signAccessToken(services, { sub: user.id, sid: signedIn.sessionId, version: signedIn.version });
}
