import { Writable } from "node:stream";
import type { CredentialsConfig } from "next-auth/providers/credentials";
import { io } from "socket.io-client";
import { expect, it } from "vitest";
import { opsHub } from "@/lib/contracts/ops-hub";
import { auditEntries } from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { metricsText } from "@/lib/http/metrics-text";
import { authOptions } from "@/lib/http/next-auth";
import { route } from "@/lib/http/route";
import { call } from "@/lib/http/testing";
import { createFirstAdmin } from "@/lib/services/identity/create-first-admin";
import { createUser } from "@/lib/services/identity/create-user";
import { issueToken } from "@/lib/services/identity/issue-token";
import { listUsers } from "@/lib/services/identity/list-users";
import { addUser, contextOf } from "@/lib/services/identity/testing";
import { updateUser } from "@/lib/services/identity/update-user";
import { createLog } from "@/server/log";
import { startAuditNotes } from "@/server/workers/audit-notes";
import { openEvents } from "./event-source";
import { openWebSocket } from "./web-socket-client";
import { startWorld, type World } from "./world";

/** In every secret of this test, as long as a real one would be. */
const mark = "CANARYsecret";
const secret = (kind: string) => `${mark}${kind}`.padEnd(48, "0");
const key = `pb_${secret("key")}`;
const token = `${secret("a")}.${secret("b")}.${secret("c")}`;
const cookie = `next-auth.session-token=${secret("cookie")}`;

/** Socket.IO's own client: what it is refused with. */
function knock(url: string, auth: object, query: Record<string, string>, extraHeaders: Record<string, string>) {
  const options = { auth, query, extraHeaders, transports: ["websocket"], reconnection: false, forceNew: true };
  const socket = io(`${url}${opsHub.path}`, options);
  return new Promise<string>((resolve) => {
    socket.once("connect", () => resolve("let in"));
    socket.once("connect_error", (error) => resolve(error.message));
  }).finally(() => socket.disconnect());
}

/** Secrets by every way in: wrong ones that are refused, and right ones that do their work. */
async function bringSecrets(world: World): Promise<void> {
  const { services, url } = world;
  const ada = await addUser(services, { role: "admin", name: "Ada", email: "ada@x.test" });
  const vera = await addUser(services, { role: "viewer", name: "Vera" });
  const admin = contextOf(services, ada);

  const nowhere = { address: "192.0.2.1", userAgent: "a browser", traceId: null };
  const [provider] = authOptions(services, nowhere).providers as unknown as [{ options: CredentialsConfig }];
  const signIn = (email: string, password: string) =>
    provider.options.authorize({ email, password }, { headers: { cookie } });
  expect(await signIn(ada.email, secret("password"))).toBeNull();
  expect(await signIn(secret("password"), secret("password"))).toBeNull();
  const post = { method: "POST", headers: { "x-forwarded-for": secret("h") } };
  const body = { username: ada.email, password: secret("password") };
  expect((await call(services, route(issueToken), { ...post, body })).status).toBe(401);

  const person = { name: "New", role: "viewer" as const, password: secret("password") };
  const { id } = await createUser(admin, { ...person, email: "new@x.test" });
  await updateUser(admin, { id, password: secret("another"), name: "Newer" });
  expect(await signIn("new@x.test", secret("another"))).toMatchObject({ id });
  const users = { ...post, user: vera, body: { ...person, email: "x@x.test" } };
  expect((await call(services, route(createUser), users)).status).toBe(403);
  const setup = {
    code: secret("code").slice(0, 40),
    email: "b@x.test",
    shopName: "S",
    timeZone: "UTC",
    currency: "EUR",
  };
  expect((await call(services, route(createFirstAdmin), { ...post, body: { ...setup, ...person } })).status).toBe(400);

  for (const authorization of [`Bearer ${token}`, `Bearer ${key}`, `Basic ${secret("basic")}`, secret("bare")]) {
    for (const handler of [route(listUsers), metricsText]) {
      const path = `/api/links/${secret("path")}?access_token=${token}`;
      expect((await call(services, handler, { path, headers: { authorization } })).status).toBe(401);
    }
  }
  expect((await call(services, route(listUsers), { headers: { cookie } })).status).toBe(401);

  expect(await knock(url, { token }, {}, {})).not.toBe("let in");
  expect(await knock(url, {}, { access_token: key }, {})).not.toBe("let in");
  expect(await knock(url, {}, {}, { authorization: `Bearer ${key}` })).not.toBe("let in");
  expect(await knock(url, {}, {}, { cookie, origin: url })).not.toBe("let in");
  using stream = await openEvents(`${url}/api/stream?streams=orders&access_token=${token}`);
  expect(stream.status).toBe(401);
  using raw = await openWebSocket(url, { token });
  expect(await raw.closed).toBe(4401);
}

it("[AUDIT-SECRET] no password, token, key or cookie, right or wrong, stands in the audit, on its stream, or in a log", async () => {
  await using database = await testDatabase();
  await using world = await startWorld(database);
  const { services } = world;
  const logged: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const log = createLog("trace", sink);
  services.log = log;
  const notes = startAuditNotes({ database, log, now: services.now, wakeRelay: services.wakeRelay, repeatsMs: 10 });
  services.audit = notes;
  await bringSecrets(world);
  await notes[Symbol.asyncDispose]();

  const { rows } = await database.pool.query<{ text: string }>(`
    select to_jsonb(a)::text as text from audit_entries a union all
    select to_jsonb(o)::text from outbox o union all
    select to_jsonb(e)::text from events e union all
    select to_jsonb(s)::text from sessions s union all
    select to_jsonb(u)::text from users u`);
  const entries = await database.db.select().from(auditEntries);
  const codes = new Set(entries.map(({ action, refusedCode }) => `${action} ${refusedCode ?? "done"}`));
  expect([...codes].sort()).toEqual([
    "access.refused UNAUTHENTICATED",
    "session.started UNAUTHENTICATED",
    "session.started done",
    "user.created FORBIDDEN",
    "user.created done",
    "user.updated done",
  ]);
  expect(new Set(entries.map(({ via }) => via))).toEqual(new Set(["rest", "hub"]));
  expect(logged.length).toBeGreaterThan(10);
  expect([...rows.map(({ text }) => text), ...logged].filter((text) => text.includes(mark))).toEqual([]);
});
