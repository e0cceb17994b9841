import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { apiClient, orderBody, uniqueNumber } from "./fixtures/api";
import { ServerProcess } from "./fixtures/server-process";
import { expect, signIn, test } from "./fixtures/test";

/** An empty page of another origin: same machine, another port. */
async function otherSite() {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>other</title>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Attempt {
  url: string;
  token: string;
  order: unknown;
}

/** What a page there gets: statuses, or "blocked" where the browser keeps the answer back. */
const tryFrom = (page: Page, attempt: Attempt) =>
  page.evaluate(async ({ url, token, order }) => {
    const status = (input: string, init: RequestInit) =>
      fetch(url + input, init).then(
        (response) => response.status,
        () => "blocked",
      );
    const opened = (socket: WebSocket) =>
      new Promise<string>((resolve) => {
        socket.onmessage = ({ data }) => {
          resolve(JSON.parse(data).op);
          socket.close();
        };
        socket.onopen = () => socket.send(JSON.stringify({ op: "ping" }));
        socket.onerror = () => resolve("blocked");
      });
    const streamed = (source: EventSource) =>
      new Promise<string>((resolve) => {
        const end = (what: string) => {
          source.close();
          resolve(what);
        };
        source.addEventListener("snapshot", () => end("snapshot"));
        source.onerror = () => end("blocked");
      });
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return {
      byCookie: await status("/api/me", { credentials: "include" }),
      byToken: await status("/api/me", { headers }),
      preflighted: await status("/api/orders", {
        method: "POST",
        headers: { ...headers, "idempotency-key": "cross-origin-1" },
        body: JSON.stringify(order),
      }),
      poll: await status("/socket.io/?EIO=4&transport=polling", { credentials: "include" }),
      socket: await opened(new WebSocket(`${url.replace("http", "ws")}/ws?access_token=${token}`)),
      stream: await streamed(new EventSource(`${url}/api/stream?streams=orders`, { withCredentials: true })),
    };
  }, attempt);

test("[CORS] a page of an origin in ALLOWED_ORIGINS uses REST, hub and streams; a page of another gets and does nothing", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  await using friend = await otherSite();
  await using stranger = await otherSite();
  await using server = await ServerProcess.start({ env: { ALLOWED_ORIGINS: friend.url } });
  const operator = await apiClient(server.url, "operator");
  const context = await browser.newContext();
  await signIn(context, server.url, "operator");
  const page = await context.newPage();
  const attempt = (number: string) => ({ url: server.url, token: operator.token, order: orderBody(number) });
  const [allowed, refused] = [uniqueNumber(), uniqueNumber()];

  await page.goto(friend.url);
  expect(await tryFrom(page, attempt(allowed))).toEqual({
    byCookie: 200,
    byToken: 200,
    preflighted: 201,
    poll: 200,
    socket: "pong",
    stream: "snapshot",
  });

  await page.goto(stranger.url);
  expect(await tryFrom(page, attempt(refused))).toEqual({
    byCookie: "blocked",
    byToken: "blocked",
    preflighted: "blocked",
    poll: "blocked",
    socket: "blocked",
    stream: "blocked",
  });
  const listed = await operator.get<{ items: { number: string }[] }>("/api/orders?limit=50");
  const numbers = listed.items.map(({ number }) => number);
  expect(numbers).toContain(allowed);
  expect(numbers).not.toContain(refused);
  await context.close();
});
