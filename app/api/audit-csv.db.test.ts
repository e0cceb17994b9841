import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { expect, it } from "vitest";
import { auditEntries, users } from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { setRuntime } from "@/lib/runtime";
import { signIn } from "@/lib/services/identity/sign-in";
import { addUser, type TestServices, type TestUser, testServices } from "@/lib/services/identity/testing";
import { signAccessToken } from "@/lib/services/identity/tokens";
import { GET } from "./admin/audit.csv/route";

async function open() {
  const database = await testDatabase();
  const services = testServices(database);
  const admin = await addUser(services, { role: "admin", name: "Ada" });
  return { database, services, admin, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

async function download(services: TestServices, user: TestUser, search = ""): Promise<Response> {
  setRuntime(services);
  const signedIn = await signIn(services, { ...user, userAgent: null });
  if (!signedIn) throw new Error("cannot sign in");
  const token = await signAccessToken(services, { ...signedIn, sub: user.id, sid: signedIn.sessionId });
  const headers = { host: "localhost:3000", authorization: `Bearer ${token}` };
  const request = new Request(`http://localhost:3000/api/admin/audit.csv${search}`, { headers });
  return GET(request, { params: Promise.resolve({}) });
}

const entry = (n: number, change: Partial<typeof auditEntries.$inferInsert> = {}) => ({
  id: uuidv7(),
  at: new Date(Date.UTC(2026, 0, 1) + n),
  actorKind: "user" as const,
  actorName: `Person ${n}`,
  action: "order.moved",
  via: "rest" as const,
  detail: { n },
  ...change,
});

it("[AUDIT-CSV] the filtered list, newest first, with a head, ISO times, and nothing that a spreadsheet would run", async () => {
  await using world = await open();
  const { database, services, admin } = world;
  const names = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", 'say "hi", you'];
  await database.db.insert(auditEntries).values(names.map((actorName, n) => entry(n, { actorName })));
  await database.db.insert(auditEntries).values(entry(50, { action: "user.updated" }));
  const answer = await download(services, admin, "?action=order.");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="pulseboard-audit-[\d-]{10}\.csv"$/);
  const text = await answer.text();
  expect(text).toContain("time,outcome,refused_code,action,count,actor_kind,actor_id,actor_name,");
  const cells = ['"say ""hi"", you"', '"\'\rx"', "'\tx", "'@x", "'-1", "'+1", "'=1+1"];
  expect(text.split("\r\n").slice(1, -1)).toEqual(
    cells.map(
      (cell, n) =>
        `${new Date(Date.UTC(2026, 0, 1) + 6 - n).toISOString()},done,,order.moved,1,user,,${cell},,,,rest,,,,"{""n"":${6 - n}}"`,
    ),
  );
});

it("[AUDIT-CSV] 3,000 rows come in pieces, each once, and the asking is told itself; who stops reading stops the reading", async () => {
  await using world = await open();
  const { database, services, admin } = world;
  const many = Array.from({ length: 3_000 }, (_, n) => entry(Math.floor(n / 7)));
  await database.db.insert(auditEntries).values(many);
  let pieces = 0;
  let text = "";
  for await (const piece of (await download(services, admin, "?q=Person")).body ?? []) {
    pieces += 1;
    text += new TextDecoder().decode(piece);
  }
  expect(pieces).toBeGreaterThan(5);
  const ns = text
    .split("\r\n")
    .slice(1, -1)
    .map((line) => Date.parse(line.slice(0, 24)));
  expect(ns).toHaveLength(3_000);
  expect(ns).toEqual([...ns].sort((a, b) => b - a));
  const told = await database.db.select().from(auditEntries);
  expect(told.filter(({ action }) => action === "audit.exported")).toMatchObject([
    { actorName: "Ada", detail: { q: "Person" } },
  ]);
  const half = await download(services, admin);
  await half.body?.cancel();
});

it.each([
  ["demoted", { role: "viewer" as const }, "FORBIDDEN"],
  ["disabled", { disabledAt: new Date() }, "UNAUTHENTICATED"],
])(
  "[AUDIT-CSV-RIGHTS] the file of a reader who is %s meanwhile breaks off at the next batch",
  async (_how, change, told) => {
    await using world = await open();
    const { database, services, admin } = world;
    await database.db.insert(auditEntries).values(Array.from({ length: 5_000 }, (_, n) => entry(n)));
    const reader = (await download(services, admin)).body?.getReader();
    let rows = 0;
    const readOn = async () => {
      for (let read = await reader?.read(); read && !read.done; read = await reader?.read())
        rows += new TextDecoder().decode(read.value).split("\r\n").length - 1;
    };
    // The head, and the first rows.
    for (let piece = 0; piece < 2; piece++) rows += (await reader?.read())?.value ? 1 : 0;
    await database.db.update(users).set(change).where(eq(users.id, admin.id));
    await expect(readOn()).rejects.toThrow();
    expect(rows).toBeLessThan(2_000);
    expect(services.noted.map(({ action, refusedCode }) => [action, refusedCode])).toEqual([["audit.exported", told]]);
  },
);

it("[AUDIT-CSV] only who may read the audit gets it, and a wrong filter is named", async () => {
  await using world = await open();
  const { services, admin, database } = world;
  const operator = await addUser(services, { role: "operator" });
  expect((await download(services, operator)).status).toBe(403);
  const wrong = await download(services, admin, "?outcome=maybe");
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { errors: [{ path: "outcome" }] }]);
  const told = await database.db.select().from(auditEntries);
  expect(told.filter(({ action }) => action === "audit.exported")).toEqual([]);
});
