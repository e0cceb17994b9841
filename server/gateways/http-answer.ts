import type { IncomingMessage, ServerResponse } from "node:http";
import { problemResponse, toProblem } from "@/lib/http/problem";
import type { HandshakeRefusal } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";

/** Without the query. */
export const pathOf = ({ url }: IncomingMessage): string => (url ?? "/").split("?", 1)[0] ?? "/";

/** Answers with an error as RFC 9457 has it, also where Next does not answer. `status` in the place of the code's own. */
export async function answerProblem(
  response: ServerResponse,
  error: unknown,
  traceId: string,
  headers: Record<string, string>,
  status?: number,
): Promise<void> {
  const problem = toProblem(error, traceId);
  const answer = problemResponse(status === undefined ? problem : { ...problem, status });
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...headers });
  response.end(await answer.text());
}

/** Of a client that reads Server-Sent Events by their specification. */
export const wantsEventStream = (accept: string | undefined): boolean => accept?.includes("text/event-stream") ?? false;

export const eventStreamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/**
 * Has an EventSource come back later: one that is answered with a status of failure never comes back, so that this is an event stream that
 * says why, and ends.
 */
export function sayComeBack(
  response: ServerResponse,
  notice: HandshakeRefusal,
  retryMs: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { ...headers, ...eventStreamHeaders });
  response.end(`retry: ${retryMs}\nevent: notice\ndata: ${JSON.stringify(notice)}\n\n`);
}

export const methodNotAllowed = (method: string | undefined): HubError =>
  new HubError("METHOD_NOT_FOUND", `${method} is not possible here. Use GET.`);
