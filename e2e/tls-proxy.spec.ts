import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { request as secureRequest } from "node:https";
import type { Page } from "@playwright/test";
import { WebSocket } from "ws";
import { freePort } from "@/server/scripts/free-port";
import { NginxProxy } from "./fixtures/nginx-proxy";
import { ServerProcess } from "./fixtures/server-process";
import { expect, expectLive, test } from "./fixtures/test";

/** Where the client that is no browser comes from: another address of this machine than the proxy's own. */
const clientAddress = "127.0.0.2";
/** What a client writes who would like to be somebody else. */
const spoofed = { "x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9", "x-pulseboard-address": "203.0.113.9" };

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

async function ask(url: string, { token, body }: { token?: string; body?: unknown } = {}): Promise<Answer> {
  const sent = (url.startsWith("https:") ? secureRequest : request)(url, {
    method: body === undefined ? "GET" : "POST",
    localAddress: clientAddress,
    rejectUnauthorized: false,
    headers: {
      ...spoofed,
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

const demoAdmin = { username: "admin@pulseboard.local", password: "admin-demo" };

async function world() {
  const [https, http, target] = [await freePort(), await freePort(), await freePort()];
  const url = `https://localhost:${https}`;
  const server = await ServerProcess.start({ port: target, env: { PUBLIC_URL: url, TRUST_PROXY: "1" } });
  const proxy = await NginxProxy.start({ https, http, target });
  return {
    url,
    server,
    plainUrl: `http://localhost:${http}`,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function signInByForm(page: Page): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(demoAdmin.username);
  await page.getByLabel("Password", { exact: true }).fill(demoAdmin.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectLive(page);
}

test("[TLS-COOKIE] behind nginx: cookies are Secure, HttpOnly, Lax and have their prefix, pages and API carry HSTS, the hub comes by wss", async ({
  browser,
}) => {
  test.setTimeout(90_000);
  await using site = await world();
  const context = await browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await signInByForm(page);

  const cookies = await context.cookies();
  expect(cookies.map(({ name }) => name).sort()).toEqual([
    "__Host-next-auth.csrf-token",
    "__Secure-next-auth.callback-url",
    "__Secure-next-auth.session-token",
  ]);
  for (const { name, secure, httpOnly, sameSite, path, domain } of cookies)
    expect({ name, secure, httpOnly, sameSite, path, domain }).toEqual({
      name,
      secure: true,
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      domain: "localhost",
    });
  await expect
    .poll(() => sockets.filter((url) => url.startsWith(`${site.url.replace("https", "wss")}/socket.io/`)).length)
    .toBeGreaterThan(0);
  expect(sockets.filter((url) => !url.startsWith("wss:"))).toEqual([]);
  for (const path of [
    "/",
    "/login",
    "/nothing-here",
    "/api/me",
    "/api/nothing-here",
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/stream",
    "/ws",
  ])
    expect((await context.request.get(path)).headers()["strict-transport-security"], path).toBe("max-age=31536000");
  // This one nginx refuses itself.
  expect((await ask(`${site.server.url}/api/%zz`)).headers).toMatchObject({
    "strict-transport-security": "max-age=31536000",
  });

  // The same value under the name that any page by http could have set.
  const value = cookies.find(({ name }) => name.endsWith("session-token"))?.value ?? "";
  const asked = (cookie: string) => context.request.get("/api/me", { headers: { cookie } });
  await context.clearCookies();
  expect((await asked(`next-auth.session-token=${value}`)).status()).toBe(401);
  expect((await asked(`__Secure-next-auth.session-token=${value}`)).status()).toBe(200);
  await context.close();
});

test("[TLS-PLAIN] by http there is no HSTS, neither from the proxy's redirect nor from a server without PUBLIC_URL, and no Secure cookie", async ({
  browser,
  server,
}) => {
  test.setTimeout(90_000);
  await using site = await world();
  const redirect = await ask(`${site.plainUrl}/orders?q=1`);
  expect([redirect.status, redirect.headers.location]).toEqual([301, `${site.url}/orders?q=1`]);
  expect(redirect.headers).not.toHaveProperty("strict-transport-security");
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await signInByForm(page);
  for (const path of ["/", "/login", "/api/me", "/healthz"])
    expect((await context.request.get(path)).headers(), path).not.toHaveProperty("strict-transport-security");
  expect((await context.cookies()).map(({ name, secure }) => [name, secure]).sort()).toEqual([
    ["next-auth.callback-url", false],
    ["next-auth.csrf-token", false],
    ["next-auth.session-token", false],
  ]);
  await context.close();
});

test("[TLS-ADDRESS] sessions, audit and connections hold the address that the proxy saw, whatever the client wrote there", async () => {
  test.setTimeout(90_000);
  await using site = await world();
  expect((await ask(`${site.url}/api/token`, { body: { ...demoAdmin, password: "wrong" } })).status).toBe(401);
  const { access_token: token } = JSON.parse((await ask(`${site.url}/api/token`, { body: demoAdmin })).text);
  const read = async (path: string) => JSON.parse((await ask(`${site.url}${path}`, { token })).text);

  const socket = new WebSocket(`${site.url.replace("https", "wss")}/ws`, {
    headers: { ...spoofed, authorization: `Bearer ${token}` },
    rejectUnauthorized: false,
    localAddress: clientAddress,
  });
  const said = once(socket, "message");
  await once(socket, "open");
  socket.send(JSON.stringify({ op: "ping" }));
  expect(JSON.parse(String((await said)[0]))).toMatchObject({ op: "pong" });

  const addresses = (items: { address: string | null }[]) => [...new Set(items.map(({ address }) => address))];
  expect(addresses((await read("/api/me/sessions")).items)).toEqual([clientAddress]);
  expect(addresses((await read("/api/admin/connections")).connections)).toEqual([clientAddress]);
  await expect
    .poll(async () => (await read("/api/admin/audit?action=session.started&outcome=refused")).items.length)
    .toBe(1);
  expect(addresses((await read("/api/admin/audit?action=session.started")).items)).toEqual([clientAddress]);
  socket.terminate();
  expect(site.server.output).not.toContain("everybody shares the proxy's address");
});

test("[TLS-WARNING] a start with an https PUBLIC_URL and no trusted proxy says in the log what that means", async () => {
  await using careless = await ServerProcess.start({ demo: false, env: { PUBLIC_URL: "https://ops.example.com" } });
  const told = careless.output.split("\n").filter((line) => line.includes("everybody shares the proxy's address"));
  expect(told).toHaveLength(1);
});
