import { randomBytes } from "node:crypto";
import { pagesOnDisk } from "./fixtures/app-pages";
import { ServerProcess } from "./fixtures/server-process";
import { expect, test } from "./fixtures/test";

const mark = "CANARYsecret";
/** Next writes a page's own address into the page, also that of a 404: there, and there alone, it may stand. */
const queryMark = "CANARYquery";
const secret = (kind: string) => `${mark}${kind}${randomBytes(16).toString("hex")}`;

const holdsSecret = (text: string) => text.includes(mark) || text.includes(queryMark);

const paths = ["/api/orders", "/api/me", "/api/token", "/api/stream", "/metrics", "/healthz", "/readyz", "/api/none"];
const others = ["/socket.io/?EIO=4&transport=polling&", "/none", "/api/%ff%fe", "/_next/none.js", "/orders/%E0%A4%A"];

test("[LEAK] a secret in query, header, cookie and body appears 0 times in the log at its loudest, in bodies and in headers", async () => {
  test.setTimeout(180_000);
  await using server = await ServerProcess.start({ env: { LOG_LEVEL: "trace" } });
  const received: string[] = [];
  const ask = async (path: string, init: RequestInit) => {
    const ending = new AbortController();
    const response = await fetch(`${server.url}${path}`, { redirect: "manual", signal: ending.signal, ...init });
    const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    // A login page is told where to lead back to: that is the address which the caller typed.
    received.push(`${init.method ?? "GET"} of ${path.split("?")[0]}\n`, response.status === 307 ? "" : headers);
    const body = response.ok ? "" : await response.text();
    received.push(isPage ? body.replaceAll(queryMark, "") : body);
    ending.abort();
  };
  const query = ["access_token=", "token=", "key=pb_"]
    .map((name) => `${name}${queryMark}${randomBytes(16).toString("hex")}`)
    .join("&");
  const credentials: Record<string, string>[] = [
    { authorization: `Bearer ${secret("a")}.${secret("b")}.${secret("c")}` },
    { authorization: `Bearer pb_${secret("key").slice(0, 43).padEnd(43, "0")}` },
    { authorization: `Basic ${secret("basic")}` },
    { cookie: `next-auth.session-token=${secret("cookie")}`, "x-api-key": secret("header") },
  ];
  const all = [...pagesOnDisk().map((path) => path.replace("[id]", "none")), ...paths, ...others];
  for (const path of all) {
    for (const headers of credentials) await ask(`${path}${path.includes("?") ? "" : "?"}${query}`, { headers });
  }
  const json = { "content-type": "application/json", origin: server.url };
  const password = secret("password");
  for (const path of [
    "/api/token",
    "/api/setup",
    "/api/password-links/read",
    "/api/password-links/use",
    "/api/orders",
  ]) {
    for (const body of [{ username: "viewer@pulseboard.local", password }, { secret: secret("link") }, { x: password }])
      await ask(path, { method: "POST", headers: json, body: JSON.stringify(body) });
    await ask(path, { method: "POST", headers: json, body: `{"password":"${password}"` });
  }
  expect(received.filter(holdsSecret)).toEqual([]);
  const lines = server.output.split("\n");
  expect(lines.length).toBeGreaterThan(40);
  expect(lines.filter(holdsSecret)).toEqual([]);
});
