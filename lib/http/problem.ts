import { type ErrorCode, errorCodes, type FieldError, toReplyError } from "@/lib/hub-protocol";
import { databaseFailure } from "@/lib/services/database-failure";

/** RFC 9457, with `code` of the closed table, `traceId` of the log line, and `errors` for the fields that are wrong. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  traceId: string;
  errors?: FieldError[];
  /** What a caller can act on, such as the order as it is now. */
  data?: unknown;
}

/** Anything thrown, as the problem a caller may read: no detail of what nobody expected. */
export function toProblem(error: unknown, traceId: string): Problem {
  const { code, message, fields, data } = toReplyError(databaseFailure(error), traceId);
  const { status, title } = errorCodes[code];
  return {
    type: `urn:pulseboard:problem:${code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    detail: message,
    code,
    traceId,
    ...(fields === undefined ? {} : { errors: fields }),
    ...(data === undefined ? {} : { data }),
  };
}

export const problemResponse = (problem: Problem): Response =>
  new Response(JSON.stringify(problem), { status: problem.status, headers: problemHeaders(problem) });

function problemHeaders({ code, data }: Problem): Headers {
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (code === "UNAUTHENTICATED") headers.set("www-authenticate", 'Bearer realm="pulseboard"');
  if (code === "UNAVAILABLE" || code === "RATE_LIMITED") headers.set("retry-after", String(retryAfterSeconds(data)));
  return headers;
}

const retryAfterSeconds = (data: unknown): number =>
  typeof data === "object" && data !== null && "retryAfterSeconds" in data
    ? Math.ceil(Number(data.retryAfterSeconds)) || 1
    : 1;
