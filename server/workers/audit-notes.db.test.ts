import { expect, it } from "vitest";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase, testLog } from "@/lib/db/testing";
import { unreachable } from "@/lib/services/identity/testing";
import { type AuditNotesOptions, startAuditNotes } from "./audit-notes";

const from = (address: string | null) => ({
  principal: null,
  via: "rest" as const,
  caller: { address, userAgent: "curl/8", traceId: null },
});
const refused = { action: "session.started", refusedCode: "UNAUTHENTICATED" };

async function openWorld(options: Partial<AuditNotesOptions> = {}) {
  const database = await testDatabase();
  await ensureStreams(database);
  const woken: number[] = [];
  const notes = startAuditNotes({
    database,
    log: testLog,
    now: () => new Date(),
    wakeRelay: () => woken.push(1),
    pauseMs: 1,
    retryMs: 1,
    ...options,
  });
  return { database, notes, woken, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

const entries = ({ db }: Database) => db.select().from(schema.auditEntries).orderBy(schema.auditEntries.at);

it("[AUDIT-FLOOD] 5,000 refusals from one address are two entries with their count and the names that were tried", async () => {
  await using world = await openWorld();
  const { notes, database, woken } = world;
  for (let n = 0; n < 5_000; n++) {
    notes.note(from("192.0.2.1"), { ...refused, anonymousName: `person${Math.min(n, 20)}@x.test` });
  }
  notes.note(from("192.0.2.2"), { ...refused, anonymousName: "fay@x.test" });
  await expect.poll(async () => (await entries(database)).length).toBe(2);
  expect(woken.length).toBeGreaterThan(0);
  await notes[Symbol.asyncDispose]();
  const rows = await entries(database);
  expect(rows.map(({ address, count, refusedCode }) => [address, count, refusedCode])).toEqual([
    ["192.0.2.1", 1, "UNAUTHENTICATED"],
    ["192.0.2.2", 1, "UNAUTHENTICATED"],
    ["192.0.2.1", 4_999, "UNAUTHENTICATED"],
  ]);
  expect(rows[0]?.actorName).toBe("person0@x.test");
  expect(rows[2]?.detail.names).toHaveLength(10);
  expect(await database.db.select().from(schema.outbox)).toHaveLength(3);
});

it("[AUDIT-FLOOD] repeats are told once in an interval without being asked, and the next ones begin anew", async () => {
  await using world = await openWorld({ repeatsMs: 100 });
  const { notes, database } = world;
  for (let n = 0; n < 3; n++) notes.note(from("192.0.2.1"), refused);
  await expect.poll(async () => (await entries(database)).map(({ count }) => count)).toEqual([1, 2]);
  await notes[Symbol.asyncDispose]();
});

it("[AUDIT-FLOOD] of what somebody was refused again and again each path is told, up to ten", async () => {
  await using world = await openWorld();
  const { notes, database } = world;
  const asker = { ...from("192.0.2.1"), principal: { kind: "user" as const, id: "u1", name: "Vera" } };
  for (const path of ["/a", "/b", "/c", "/b", ...Array.from({ length: 20 }, (_, n) => `/d${n}`)]) {
    notes.note(asker, { action: "access.refused", refusedCode: "FORBIDDEN", detail: { path } });
  }
  await notes[Symbol.asyncDispose]();
  const [first, rest] = (await entries(database)).map(({ detail, count }) => ({ ...detail, count }));
  expect(first).toEqual({ path: "/a", count: 1 });
  expect(rest).toMatchObject({
    path: "/d19",
    paths: ["/b", "/c", "/d0", "/d1", "/d2", "/d3", "/d4", "/d5", "/d6", "/d7"],
  });
});

it("[AUDIT-FLOOD] from ever new addresses only so many wait; the rest is counted, and the counts add up", async () => {
  await using world = await openWorld();
  const { notes, database } = world;
  for (let n = 0; n < 5_000; n++) notes.note(from(`2001:db8::${n.toString(16)}`), refused);
  await notes[Symbol.asyncDispose]();
  const rows = await entries(database);
  const lost = rows.find(({ action }) => action === "audit.dropped");
  expect(lost).toMatchObject({ actorKind: "system", count: 4_000 });
  expect(rows).toHaveLength(1_001);
});

it("[AUDIT-NOTES] while the database is away entries wait, and nobody who notes one hears of it", async () => {
  await using world = await openWorld();
  const { database } = world;
  const away = unreachable(database);
  const place = { pool: away.pool };
  const sometimes: Database = {
    ...database,
    get pool() {
      return place.pool;
    },
  };
  const notes = startAuditNotes({
    database: sometimes,
    log: testLog,
    now: () => new Date(),
    wakeRelay: () => undefined,
    retryMs: 1,
  });
  notes.note(from("192.0.2.1"), refused);
  notes.add(from("192.0.2.2"), { ...refused, count: 7 });
  expect(await entries(database)).toEqual([]);
  place.pool = database.pool;
  await expect.poll(async () => (await entries(database)).map(({ count }) => count)).toEqual([1, 7]);
  await notes[Symbol.asyncDispose]();
  await world.notes[Symbol.asyncDispose]();
  await away.pool.end();
});

it("[AUDIT-NOTES] an entry that the database refuses is counted as lost, and keeps no other from being written", async () => {
  await using world = await openWorld();
  const { notes, database } = world;
  notes.add(from("192.0.2.1"), { ...refused, count: 1 });
  // No text of PostgreSQL's holds this character.
  notes.add(from("192.0.2.2"), { ...refused, action: "session.\u0000", count: 2 });
  notes.add(from("192.0.2.3"), { ...refused, count: 3 });
  await expect
    .poll(async () => (await entries(database)).map(({ action, count }) => `${action} ${count}`).sort())
    .toEqual(["audit.dropped 2", "session.started 1", "session.started 3"]);
  await notes[Symbol.asyncDispose]();
});
