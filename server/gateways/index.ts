import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { apiSecurityHeaders } from "@/lib/http/security-headers";
import { HubError } from "@/lib/hub-protocol";
import { answerProblem, pathOf, sayComeBack, wantsEventStream } from "./http-answer";
import { refusalBy } from "./refusals";
import { createEventStreams, type EventStreamOptions, streamPath } from "./sse";
import { openWebSocketGateway, type WebSocketGatewayOptions, webSocketPath } from "./ws";

export type { EventStreamOptions } from "./sse";
export type { WebSocketGatewayOptions } from "./ws";

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export type GatewayOptions = EventStreamOptions & WebSocketGatewayOptions;

export interface Gateways extends Disposable {
  /** Answers the paths of the gateways itself, whatever else by `next`. */
  handler(next: RequestHandler): RequestHandler;
}

/** The other wires into the hub: Server-Sent Events and the raw WebSocket. Their connections end with the hub. */
export function openGateways(options: GatewayOptions): Gateways {
  const serveEvents = createEventStreams(options);
  const webSockets = openWebSocketGateway(options);
  return {
    handler: (next) => (request, response) => {
      const path = pathOf(request);
      if (path === streamPath) return serveEvents(request, response);
      if (path === webSocketPath) return askForUpgrade(response, apiSecurityHeaders(options.config));
      return next(request, response);
    },
    [Symbol.dispose]: () => webSockets[Symbol.dispose](),
  };
}

const UPGRADE_REQUIRED = 426;
const askForUpgrade = (response: ServerResponse, headers: Record<string, string>): Promise<void> => {
  const error = new HubError("INVALID_ARGUMENT", "Connect here with a WebSocket.");
  return answerProblem(response, error, randomUUID(), { ...headers, upgrade: "websocket" }, UPGRADE_REQUIRED);
};

/** For the time before and after the hub: has an EventSource come back. Returns whether it has answered. */
export function answerAwayStream(request: IncomingMessage, response: ServerResponse): boolean {
  if (pathOf(request) !== streamPath || request.method !== "GET" || !wantsEventStream(request.headers.accept))
    return false;
  sayComeBack(response, refusalBy("RESTARTING"), 1_000, { connection: "close" });
  return true;
}
