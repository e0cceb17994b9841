import { expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { createUser } from "@/lib/services/identity/create-user";
import { issueToken } from "@/lib/services/identity/issue-token";
import { listUsers } from "@/lib/services/identity/list-users";
import { addUser, testServices } from "@/lib/services/identity/testing";
import { addressHeader } from "./caller";
import { metricsText } from "./metrics-text";
import { route } from "./route";
import { tellablePath } from "./tellable-path";
import { call } from "./testing";

async function openWorld() {
  const database = await testDatabase();
  const services = testServices(database);
  const viewer = await addUser(services, { role: "viewer", name: "Vera" });
  const headers = { [addressHeader]: "192.0.2.7", "user-agent": "curl/8", "x-request-id": "request-0001" };
  return { services, viewer, headers, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

const caller = { address: "192.0.2.7", userAgent: "curl/8", traceId: "request-0001" };
const nothing = { email: "a@x.test", name: "A", role: "admin", password: "a long password" };

it("[AUDIT-REFUSED] what is forbidden is told with who tried what from where; what it carried is not", async () => {
  await using world = await openWorld();
  const { services, viewer: user, headers } = world;
  await call(services, route(listUsers), { user, headers, path: "/api/admin/users" });
  const post = { method: "POST", path: "/api/admin/users?secret=s3cret", body: nothing };
  await call(services, route(createUser), { ...post, user, headers });
  await call(services, metricsText, { user, headers, path: "/metrics" });
  const principal = { id: user.id, name: "Vera" };
  expect(services.noted).toMatchObject([
    {
      action: "access.refused",
      refusedCode: "FORBIDDEN",
      principal,
      caller,
      via: "rest",
      detail: { method: "GET", path: "/api/admin/users" },
    },
    {
      action: "user.created",
      refusedCode: "FORBIDDEN",
      principal,
      detail: { method: "POST", path: "/api/admin/users" },
    },
    { action: "access.refused", refusedCode: "FORBIDDEN", principal, detail: { path: "/metrics" } },
  ]);
  expect(JSON.stringify(services.noted)).not.toMatch(/s3cret|a long password/);
});

it("[AUDIT-REFUSED] a credential that is none is told, nobody at all is not", async () => {
  await using world = await openWorld();
  const { services, headers } = world;
  const list = (more: Record<string, string>) => call(services, route(listUsers), { headers: { ...headers, ...more } });
  expect((await list({})).status).toBe(401);
  expect(services.noted).toEqual([]);
  expect((await list({ authorization: "Bearer made.up.token" })).status).toBe(401);
  expect((await list({ cookie: "next-auth.session-token=made-up" })).status).toBe(401);
  expect(services.noted).toMatchObject([
    { action: "access.refused", refusedCode: "UNAUTHENTICATED", principal: null, caller },
    { action: "access.refused", refusedCode: "UNAUTHENTICATED", principal: null, caller },
  ]);
  expect(JSON.stringify(services.noted)).not.toMatch(/made.up/);
});

it("[AUDIT-REFUSED] a page of somewhere else is told", async () => {
  await using world = await openWorld();
  const { services, headers } = world;
  const answer = await call(services, route(listUsers), { headers: { ...headers, origin: "https://evil.example" } });
  expect(answer.status).toBe(403);
  expect(services.noted).toMatchObject([
    { action: "access.refused", refusedCode: "FORBIDDEN", principal: null, caller },
  ]);
});

it("[AUDIT-SIGN-IN] who cannot sign in is told by the e-mail that they gave, once, and never by what else they typed", async () => {
  await using world = await openWorld();
  const { services, viewer, headers } = world;
  const attempt = (username: string, password: string) =>
    call(services, route(issueToken, { credentials: "cookie" }), {
      method: "POST",
      body: { username, password },
      headers,
    });
  expect((await attempt(viewer.email, "wr0ng-passw0rd")).status).toBe(401);
  expect((await attempt("nobody@x.test", "wr0ng-passw0rd")).status).toBe(401);
  expect(services.noted).toMatchObject([
    { action: "session.started", refusedCode: "UNAUTHENTICATED", anonymousName: viewer.email, principal: null, caller },
    { action: "session.started", refusedCode: "UNAUTHENTICATED", anonymousName: "nobody@x.test" },
  ]);
  const tries = Array.from({ length: 8 }, () => attempt("nobody@x.test", "wr0ng-passw0rd"));
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  const limited = statuses.filter((status) => status === 429).length;
  expect(limited).toBeGreaterThan(0);
  expect(services.noted.filter(({ refusedCode }) => refusedCode === "RATE_LIMITED")).toHaveLength(limited);
  expect(services.noted).toHaveLength(10);
  expect(JSON.stringify(services.noted)).not.toContain("wr0ng");
});

it("[AUDIT-SECRET] a part of a path that may be a secret is not told", () => {
  expect(tellablePath(`/api/links/${"k".repeat(43)}`)).toBe("/api/links/…");
  expect(tellablePath("/api/orders/01890000-0000-7000-8000-000000000001/status")).toMatch(/000001\/status$/);
  expect(tellablePath("/a".repeat(40)).length).toBeLessThan(20);
});
