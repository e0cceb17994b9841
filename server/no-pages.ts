import type { IncomingMessage, ServerResponse } from "node:http";
import { alive, ready } from "@/lib/http/health";
import { metricsText } from "@/lib/http/metrics-text";
import type { RequestHandler } from "./http-front";

const answers: Record<string, (request: Request) => Promise<Response>> = {
  "/healthz": alive,
  "/readyz": ready,
  "/metrics": (request) => metricsText(request, { params: Promise.resolve({}) }),
};

/** For a process without the role `web`: what watches over it is answered, and nothing else is here. */
export async function openNoPages(): Promise<{ handler: RequestHandler } & AsyncDisposable> {
  return { handler: answerWatcher, [Symbol.asyncDispose]: async () => undefined };
}

async function answerWatcher(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
  if (answer === undefined || (request.method !== "GET" && request.method !== "HEAD")) {
    response.writeHead(404, { "content-type": "application/problem+json", "cache-control": "no-store" });
    const detail = "This process serves no pages: PROCESS_ROLES has no web.";
    response.end(JSON.stringify({ type: "about:blank", title: "Not found", status: 404, code: "NOT_FOUND", detail }));
    return;
  }
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const given = await answer(new Request(new URL(path, "http://localhost"), { headers }));
  response.writeHead(given.status, Object.fromEntries(given.headers));
  response.end(request.method === "HEAD" ? undefined : Buffer.from(await given.arrayBuffer()));
}
