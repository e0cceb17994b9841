import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { orderBody, uniqueNumber } from "./fixtures/api";
import { expect, expectLive, signInAs, test } from "./fixtures/test";

const nobodysId = randomUUID();

test.describe("access", () => {
  test("[Login] one generic error, then in with the right password, and back to the page one wanted", async ({
    page,
    server,
  }) => {
    await page.goto(`${server.url}/orders?status=open`);
    await expect(page).toHaveURL(/\/login\?from=/);
    await page.getByLabel("E-mail").fill("viewer@pulseboard.local");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: /e-mail or password/i })).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill("viewer-demo");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${server.url}/orders?status=open`);
    await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  });

  /** What each role gets: pages by their session, routes by an access token. The order is nobody, viewer, operator, admin. */
  const access = [
    // Nobody is led to the login page, which answers 200.
    ["GET page", "/", [200, 200, 200, 200]],
    ["GET page", "/explore", [200, 200, 200, 200]],
    ["GET page", "/orders", [200, 200, 200, 200]],
    ["GET page", "/inbox", [200, 200, 200, 200]],
    ["GET page", "/admin", [200, 403, 403, 200]],
    ["GET page", "/admin/users", [200, 403, 403, 200]],
    ["GET page", "/admin/connections", [200, 403, 403, 200]],
    ["GET page", "/admin/broadcast", [200, 403, 403, 200]],
    ["GET page", "/admin/dead-letters", [200, 403, 403, 200]],
    ["GET page", "/admin/settings", [200, 403, 403, 200]],
    ["GET", "/api/orders", [401, 200, 200, 200]],
    ["POST", "/api/orders", [401, 403, 400, 400]],
    ["GET", "/api/admin/users", [401, 403, 403, 200]],
    ["GET", "/api/admin/connections", [401, 403, 403, 200]],
    ["GET", "/api/admin/settings", [401, 403, 403, 200]],
    ["POST", "/api/admin/broadcasts", [401, 403, 403, 400]],
    ["GET", "/api/admin/dead-letters", [401, 403, 403, 200]],
    ["POST", `/api/admin/dead-letters/${nobodysId}/retry`, [401, 403, 403, 404]],
    ["POST", `/api/admin/dead-letters/${nobodysId}/discard`, [401, 403, 403, 404]],
    ["GET", "/api/stream?streams=orders", [401, 200, 200, 200]],
    ["GET", "/api/stream?streams=notifications", [401, 200, 200, 200]],
  ] as const;

  test("[roles] every page and route answers each role as the table says", async ({ server, signedIn, api }) => {
    test.setTimeout(120_000);
    const roles = ["viewer", "operator", "admin"] as const;
    const clients = [null, ...(await Promise.all(roles.map((role) => api(role))))];
    const pages = await Promise.all(roles.map((role) => signedIn(role)));
    const anonymous = await fetch(`${server.url}/orders`, { redirect: "manual" });
    expect([anonymous.status, anonymous.headers.get("location")]).toEqual([
      307,
      expect.stringContaining("/login?from="),
    ]);
    const statusOfPage = async (path: string, n: number) => {
      const page = pages[n - 1];
      return page ? (await page.request.get(path)).status() : (await fetch(`${server.url}${path}`)).status;
    };
    const statusOfRoute = async (method: string, path: string, n: number) => {
      const token = clients[n]?.token;
      const ending = new AbortController();
      const response = await fetch(`${server.url}${path}`, {
        method,
        signal: ending.signal,
        headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
        ...(method === "POST" && { body: "{}" }),
      });
      // A stream has no end of its own.
      ending.abort();
      return response.status;
    };
    for (const [method, path, expected] of access) {
      const seen: number[] = [];
      for (let n = 0; n < expected.length; n++) {
        seen.push(method === "GET page" ? await statusOfPage(path, n) : await statusOfRoute(method, path, n));
      }
      expect.soft(seen, `${method} ${path}`).toEqual(expected);
    }
  });

  test("[roles] on /ws nobody is told so and closed for good, and each role may subscribe to what it may read", async ({
    server,
    api,
  }) => {
    const url = `${server.url.replace("http", "ws")}/ws`;
    const streams = ["orders", "notifications", "connections"] as const;
    const answersOf = async (token: string | null) => {
      const socket = new WebSocket(url, token === null ? {} : { headers: { authorization: `Bearer ${token}` } });
      const closed = once(socket, "close");
      const answers = new Map<string, string>();
      socket.on("message", (data) => {
        const { op, id, ok, error } = JSON.parse(String(data));
        if (op === "reply" && id !== null) answers.set(streams[id - 1] ?? "", ok ? "yes" : error.code);
        if (answers.size === streams.length) socket.close();
      });
      socket.on("open", () => {
        for (const [i, stream] of streams.entries())
          socket.send(JSON.stringify({ op: "subscribe", id: i + 1, stream }));
      });
      const [code] = await closed;
      return { code, answers: Object.fromEntries(answers) };
    };
    expect((await answersOf(null)).code).toBe(4401);
    const own = { orders: "yes", notifications: "yes" };
    for (const role of ["viewer", "operator"] as const) {
      const { answers } = await answersOf((await api(role)).token);
      expect(answers, role).toEqual({ ...own, connections: "FORBIDDEN" });
    }
    const { answers } = await answersOf((await api("admin")).token);
    expect(answers).toEqual({ ...own, connections: "yes" });
  });

  test("[roles] what a viewer may not open is refused by server and page, and not offered", async ({
    signedIn,
    api,
  }) => {
    const page = await signedIn("viewer");
    for (const path of [
      "/admin",
      "/admin/users",
      "/admin/keys",
      "/admin/connections",
      "/admin/dead-letters",
      "/admin/audit",
      "/admin/settings",
    ]) {
      const response = await page.goto(path);
      expect(response?.status()).toBe(403);
    }
    await page.goto("/");
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Orders" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Administration" })).toHaveCount(0);
    const viewer = await api("viewer");
    expect((await viewer.post("/api/orders", {})).status).toBe(403);
    expect((await viewer.post("/api/admin/broadcasts", {})).status).toBe(403);
    await expect(viewer.get("/api/admin/connections")).rejects.toThrow("403");
  });

  test("signing out ends the session: the page behind it asks to sign in again", async ({ signedIn }) => {
    const page = await signedIn("operator");
    await page.goto("/");
    const [cookie] = (await page.context().cookies()).filter((one) => one.name.includes("session-token"));
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/login/);
    // The old cookie opens nothing any more.
    await page.context().addCookies(cookie ? [cookie] : []);
    await page.goto("/orders");
    await expect(page).toHaveURL(/\/login/);
  });

  test("[revocation] a role that is lowered takes names and buttons off the open page, without a reload", async ({
    browser,
    server,
    api,
  }) => {
    const admin = await api("admin");
    const email = `${uniqueNumber().toLowerCase()}@example.com`;
    const person = { email, name: "Fay Test", role: "operator", password: "a long enough password" };
    const { body: user } = await admin.post<{ id: string }>("/api/admin/users", person);
    await admin.post("/api/orders", orderBody(uniqueNumber()));
    const context = await browser.newContext({ baseURL: server.url });
    await signInAs(context, server.url, email, person.password);
    const page = await context.newPage();
    await page.goto("/orders");
    await expectLive(page);
    await expect(page.getByText("Maya Canaryfamily").first()).toBeVisible();
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
    expect((await admin.post(`/api/admin/users/${user.id}`, { role: "viewer" }, "PATCH")).status).toBe(200);
    await expect(page.getByText("Canaryfamily")).toHaveCount(0);
    await expect(page.getByText("Maya C.").first()).toBeVisible();
    await expect(page.getByRole("button", { name: /^pack/i })).toHaveCount(0);
    await expectLive(page);
    expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
    await context.close();
  });

  test("an address with broken percent-encoding is a problem on the API and the 404 page elsewhere", async ({
    server,
    page,
  }) => {
    const answer = await fetch(`${server.url}/api/orders/%ff%fe`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    const response = await page.goto(`${server.url}/orders/%E0%A4%A`);
    expect(response?.status()).toBe(404);
    expect(response?.headers()["content-security-policy"]).toContain("nonce-");
  });
});
