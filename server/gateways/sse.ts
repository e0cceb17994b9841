import type { IncomingMessage, ServerResponse } from "node:http";
import { opsHub } from "@/lib/contracts/ops-hub";
import { corsHeaders, preflightHeaders } from "@/lib/http/cors";
import { requestIdHeader, requestIdOf } from "@/lib/http/request-id";
import { apiSecurityHeaders } from "@/lib/http/security-headers";
import type { ServiceConfig } from "@/lib/services/context";
import { type HubLog, type HubServer, openLoopback, RefusedHandshake } from "@/server/hub";
import { EventStream } from "./event-stream";
import { answerProblem, eventStreamHeaders, methodNotAllowed, sayComeBack, wantsEventStream } from "./http-answer";
import { staysAway } from "./place-text";
import { errorOf } from "./refusals";
import { readStreamRequest } from "./sse-request";

export const streamPath = "/api/stream";

export interface EventStreamOptions {
  server: HubServer;
  config: Pick<ServiceConfig, "publicUrl" | "allowedOrigins">;
  log: HubLog;
  /** Told the status of every answer that is no event stream, and 200 for those that are. */
  countAnswer: (status: number) => void;
  heartbeatIntervalMs?: number;
  /** After so long a client comes back by itself; by chance between 1 and 3 s, so that a restart's clients do not come all at once. */
  retryMs?: () => number;
}

const spreadRetryMs = () => 1_000 + Math.round(Math.random() * 2_000);

/**
 * Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html) of the durable streams. Returns what answers a request
 * to `streamPath`; it never rejects.
 */
export function createEventStreams(options: EventStreamOptions) {
  const { server, config, log, countAnswer, heartbeatIntervalMs = 15_000, retryMs = spreadRetryMs } = options;

  const commonHeaders = (request: IncomingMessage, requestId: string): Record<string, string> => ({
    ...apiSecurityHeaders(config),
    ...corsHeaders(request.headers.origin ?? null, config),
    [requestIdHeader]: requestId,
  });

  async function serve(request: IncomingMessage, response: ServerResponse, headers: Record<string, string>) {
    const { since, closed } = readStreamRequest(request);
    // An EventSource that is answered so stays away.
    if (closed !== null && staysAway(closed)) return void response.writeHead(204, headers).end();
    const stream = new EventStream({ response, heartbeatIntervalMs, retryMs: retryMs() });
    const loopback = openLoopback(server, {
      path: opsHub.path,
      request,
      transport: stream.transport,
      onEvent: (name, payload) => stream.take(name, payload),
    });
    response.once("close", () => {
      stream.stop();
      loopback.gone();
    });
    try {
      await loopback.opened;
      await stream.follow(loopback, since);
    } catch (error) {
      stream.stop();
      loopback.gone();
      throw error;
    }
    request.socket.setKeepAlive(true, 5_000);
    stream.begin({ ...headers, ...eventStreamHeaders });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = requestIdOf(new Headers({ [requestIdHeader]: String(request.headers[requestIdHeader] ?? "") }));
    const headers = commonHeaders(request, requestId);
    try {
      if (request.method === "OPTIONS") {
        const preflight = preflightHeaders(request.headers.origin ?? null, ["GET"], config);
        response.writeHead(204, { ...headers, ...preflight, allow: "GET, OPTIONS" }).end();
      } else if (request.method !== "GET") {
        await answerProblem(response, methodNotAllowed(request.method), requestId, {
          ...headers,
          allow: "GET, OPTIONS",
        });
      } else await serve(request, response, headers);
    } catch (error) {
      await refuse(request, response, error, headers);
    }
    countAnswer(response.statusCode);
  }

  async function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    error: unknown,
    headers: Record<string, string>,
  ): Promise<void> {
    const refusal = error instanceof RefusedHandshake ? error.data : null;
    if (response.destroyed) return;
    log.info(
      { path: streamPath, requestId: headers[requestIdHeader], reason: reasonOf(error) },
      "event stream refused",
    );
    if (refusal?.retry && wantsEventStream(request.headers.accept))
      return sayComeBack(response, refusal, retryMs(), headers);
    await answerProblem(response, refusal ? errorOf(refusal) : error, headers[requestIdHeader] ?? "", headers);
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, path: streamPath }, "event stream failed");
      response.destroy();
    });
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
