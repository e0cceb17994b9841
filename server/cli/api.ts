import {
  type ErrorCode,
  errorCodes,
  type FieldError,
  HubError,
  type Operation,
  type OutputOf,
} from "@/lib/hub-protocol";

/** A server as one command sees it. */
export interface Server {
  /** Its origin. */
  url: string;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface ApiRequest {
  method?: "GET" | "POST";
  /** Left out where undefined. */
  query?: Record<string, string | number | undefined>;
  /** Sent as JSON; a form is sent as a form. */
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * The answer of the server, whatever its status. Redirects are not followed: credentials stay with this server.
 * Throws DISCONNECTED, TIMEOUT, or CANCELLED after Ctrl-C.
 */
export async function send({ url, timeoutMs, signal }: Server, path: string, request: ApiRequest): Promise<Response> {
  const { method = "GET", query = {}, body, headers = {} } = request;
  const target = new URL(path, url);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) target.searchParams.set(name, String(value));
  const isForm = body instanceof URLSearchParams;
  try {
    return await fetch(target, {
      method,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        accept: "application/json",
        ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal.aborted) throw new HubError("CANCELLED", "Cancelled.", { cause });
    if (cause instanceof Error && cause.name === "TimeoutError")
      throw new HubError("TIMEOUT", `${url} did not answer within ${timeoutMs / 1000} s.`, { cause });
    throw new HubError("DISCONNECTED", `${url} cannot be reached${reasonOf(cause)}.`, { cause });
  }
}

/** The result of an operation over REST. Throws a `HubError` for every other answer too. */
export async function call<O extends Operation>(
  server: Server,
  path: string,
  request: ApiRequest,
): Promise<OutputOf<O>> {
  const response = await send(server, path, request);
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as OutputOf<O>;
  throw refusalOf(server, response.status, body);
}

/** What an answer that is no result says, as an error. */
export function refusalOf({ url }: Server, status: number, body: unknown): HubError {
  const problem: { code?: string; detail?: string; errors?: FieldError[] } =
    typeof body === "object" && body !== null ? body : {};
  if (problem.code === undefined)
    return new HubError("UNAVAILABLE", `${url} answers (${status}), but not as a Pulseboard server does.`);
  const code = problem.code in errorCodes ? (problem.code as ErrorCode) : "INTERNAL";
  return new HubError(code, problem.detail, { fields: problem.errors });
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  if (!(inner instanceof Error)) return "";
  return ` (${"code" in inner && inner.code !== undefined ? String(inner.code) : inner.message})`;
}
