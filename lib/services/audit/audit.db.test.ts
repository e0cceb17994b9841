import { expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { transaction } from "@/lib/db/transaction";
import { addUser, contextOf, testServices } from "../identity/testing";
import { listAudit } from "./list-audit";
import { readAuditRows } from "./read-audit-rows";
import { recordAudit } from "./record-audit";

async function openTest() {
  const database = await testDatabase();
  await ensureStreams(database);
  let atMs = Date.parse("2026-11-01T10:00:00Z");
  const services = testServices(database, { now: () => new Date(atMs++) });
  const ada = await addUser(services, { role: "admin", name: "Ada Admin" });
  const caller = { address: "192.0.2.7", userAgent: "curl/8", traceId: "trace-0001" };
  const context = { ...contextOf(services, ada), caller };
  return { database, services, ada, context, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

it("[AUDIT-ENTRY] an entry says who, what, on what, from where and when, and goes out on the stream with the change or not at all", async () => {
  await using test = await openTest();
  const { database, services, ada, context } = test;
  const target = { kind: "user", id: "u1", name: "Fay" };
  await transaction(database, (tx) =>
    recordAudit(tx, context, { action: "user.updated", target, detail: { role: ["viewer", "operator"] } }),
  );
  const failed = transaction(database, async (tx) => {
    await recordAudit(tx, context, { action: "user.updated", target });
    throw new Error("the change failed");
  });
  await expect(failed).rejects.toThrow("the change failed");
  const { items } = await listAudit(context, {});
  expect(items).toEqual([
    {
      id: expect.any(String),
      at: "2026-11-01T10:00:00.000Z",
      actor: { kind: "user", id: ada.id, name: "Ada Admin" },
      action: "user.updated",
      target,
      refusedCode: null,
      count: 1,
      via: "rest",
      address: "192.0.2.7",
      userAgent: "curl/8",
      traceId: "trace-0001",
      detail: { role: ["viewer", "operator"] },
    },
  ]);
  const told = await database.db.select().from(schema.outbox);
  expect(told.map(({ stream, type, payload }) => ({ stream, type, payload }))).toEqual([
    { stream: "audit", type: "audit.recorded", payload: items[0] },
  ]);
  expect(services.told).toEqual([]);
});

it("[AUDIT-FILTER] filters narrow the list, pages follow each other without a hole or a repeat, and a pattern is only text", async () => {
  await using test = await openTest();
  const { database, context } = test;
  const nobody = { ...context, principal: null };
  await transaction(database, async (tx) => {
    for (let n = 0; n < 5; n++) await recordAudit(tx, context, { action: "order.status", detail: { n } });
    await recordAudit(tx, nobody, {
      action: "session.refused",
      refusedCode: "UNAUTHENTICATED",
      anonymousName: "100%_x",
    });
  });
  const actionsOf = async (filter: Parameters<typeof listAudit>[1]) =>
    (await listAudit(context, filter)).items.map(({ action }) => action);
  expect(await actionsOf({ outcome: "refused" })).toEqual(["session.refused"]);
  expect(await actionsOf({ outcome: "done", limit: 2 })).toHaveLength(2);
  expect(await actionsOf({ action: "order." })).toHaveLength(5);
  expect(await actionsOf({ q: "%_" })).toEqual(["session.refused"]);
  expect(await actionsOf({ q: "192.0.2" })).toHaveLength(6);
  expect(await actionsOf({ actorId: context.principal.id })).toHaveLength(5);
  expect(await actionsOf({ from: "2026-11-01T10:00:00.004Z", to: "2026-11-01T10:00:00.005Z" })).toHaveLength(1);
  const first = await listAudit(context, { limit: 4 });
  const second = await listAudit(context, { limit: 4, cursor: first.nextCursor ?? "" });
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(6);
  expect(second.nextCursor).toBeNull();
});

it("[AUDIT-READ] only who may read the audit does", async () => {
  await using test = await openTest();
  const { services } = test;
  const operator = await addUser(services, { role: "operator" });
  await expect(listAudit(contextOf(services, operator), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
});

it("[AUDIT-SEARCH] what no index finds is looked for in slices, whole and in order, wherever their borders fall", async () => {
  await using test = await openTest();
  const { database, context } = test;
  await transaction(database, async (tx) => {
    for (let n = 0; n < 25; n++)
      await recordAudit(tx, context, { action: n % 5 === 0 ? "user.updated" : "order.moved" });
  });
  const read = async (rowsAtOnce: number, limit: number, after: { at: Date; id: string } | null = null) =>
    (await readAuditRows(database, { filter: { action: "user." }, after, limit, rowsAtOnce })).map(({ at, id }) => ({
      at,
      id,
    }));
  const all = await read(1_000, 100);
  expect(all).toHaveLength(5);
  for (const rowsAtOnce of [1, 4, 5, 24, 25, 26]) {
    expect(await read(rowsAtOnce, 100)).toEqual(all);
    expect(await read(rowsAtOnce, 2)).toEqual(all.slice(0, 2));
    expect(await read(rowsAtOnce, 100, all[1])).toEqual(all.slice(2));
  }
});
