import {
  type ErrorCode,
  errorCodes,
  type FieldError,
  HubError,
  type Operation,
  type OutputOf,
} from "@/lib/hub-protocol";

/** Longer than any answer takes: whoever waits on is better told. */
const answerTimeoutMs = 30_000;

type Query = Record<string, string | number | undefined | null>;

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Left out where undefined, null or empty. */
  query?: Query;
  body?: unknown;
  /** `Idempotency-Key`: the same for every try of one command. */
  key?: string;
  signal?: AbortSignal;
}

const searchOf = (query: Query): string => {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return entries.length === 0 ? "" : `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}`;
};

/**
 * Asks the REST API for an operation's answer. Throws HubError: the problem+json that came back, DISCONNECTED when there was
 * no answer at all, TIMEOUT when there was none within 30 s, CANCELLED when `signal` aborted.
 */
export async function request<O extends Operation>(path: string, options: RequestOptions = {}): Promise<OutputOf<O>> {
  const { method = "GET", query = {}, body, key, signal } = options;
  const timeout = AbortSignal.timeout(answerTimeoutMs);
  let response: Response;
  try {
    response = await fetch(`/api${path}${searchOf(query)}`, {
      method,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal?.aborted) throw new HubError("CANCELLED", "Cancelled.", { cause });
    if (timeout.aborted) throw new HubError("TIMEOUT", "The server did not answer in time.", { cause });
    throw new HubError("DISCONNECTED", "The server cannot be reached.", { cause });
  }
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

async function problemOf(response: Response): Promise<HubError> {
  const problem: { code?: string; detail?: string; errors?: FieldError[] } = await response.json().catch(() => ({}));
  const code = problem.code && problem.code in errorCodes ? (problem.code as ErrorCode) : codeOfStatus(response.status);
  return new HubError(code, problem.detail ?? errorCodes[code].title, { fields: problem.errors });
}

const codeOfStatus = (status: number): ErrorCode =>
  (Object.keys(errorCodes) as ErrorCode[]).find((code) => errorCodes[code].status === status) ??
  (status < 500 ? "INVALID_ARGUMENT" : "UNAVAILABLE");
