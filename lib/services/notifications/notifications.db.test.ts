import { describe, expect, it } from "vitest";
import * as schema from "@/lib/db/schema";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { addUser, contextOf, testServices } from "../identity/testing";
import { broadcast } from "./broadcast";
import { openCondition, resolveCondition } from "./conditions";
import { listAttention } from "./list-attention";
import { listNotifications } from "./list-notifications";
import { markNotifications } from "./mark-notifications";

async function world() {
  const database = await testDatabase();
  await ensureStreams(database);
  const services = testServices(database);
  const admin = contextOf(services, await addUser(services, { role: "admin" }));
  const viewer = contextOf(services, await addUser(services, { role: "viewer" }));
  return { database, services, admin, viewer, [Symbol.asyncDispose]: database[Symbol.asyncDispose] };
}

const message = {
  severity: "warning" as const,
  title: "Stocktaking",
  body: "From six on.",
  audience: { roles: ["viewer" as const] },
};
const silent = {
  kind: "source.silent" as const,
  severity: "warning" as const,
  fingerprint: "source.silent:1",
  title: "till-1 is silent",
  body: "",
  link: null,
};

describe("notifications", () => {
  it("[audience] only who has one of its roles sees a broadcast, in list, badge and what needs attention", async () => {
    await using w = await world();
    await broadcast(w.admin, message);
    expect(await listNotifications(w.viewer, {})).toMatchObject({
      unread: 1,
      items: [{ title: "Stocktaking", readAt: null }],
    });
    expect((await listAttention(w.viewer, {})).items).toHaveLength(1);
    expect(await listNotifications(w.admin, {})).toMatchObject({ unread: 0, items: [] });
    await expect(broadcast(w.viewer, message)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("[seen and read kept apart] and counted by the server; one's other connections are told", async () => {
    await using w = await world();
    const one = await broadcast(w.admin, message);
    await broadcast(w.admin, message);
    expect(await markNotifications(w.viewer, { ids: [one.id], as: "seen" })).toMatchObject({ unread: 2 });
    expect(await markNotifications(w.viewer, { ids: [one.id], as: "read" })).toMatchObject({ unread: 1 });
    expect((await listNotifications(w.viewer, { view: "unread" })).items).toHaveLength(1);
    expect(await markNotifications(w.viewer, { ids: [one.id], as: "unread" })).toMatchObject({ unread: 2 });
    expect(await markNotifications(w.viewer, { as: "read" })).toEqual({ ids: null, as: "read", unread: 0 });
    expect(await markNotifications(w.viewer, { ids: [one.id], as: "archived" })).toMatchObject({ unread: 0 });
    expect((await listNotifications(w.viewer, { view: "archived" })).items.map((item) => item.id)).toEqual([one.id]);
    expect((await listNotifications(w.viewer, { view: "all" })).items).toHaveLength(1);
    expect(w.services.told.filter((line) => line === `marked ${w.viewer.principal.id}`)).toHaveLength(5);
  });

  it("[own] marks touch only what one may see, and only one's own", async () => {
    await using w = await world();
    const one = await broadcast(w.admin, message);
    await markNotifications(w.admin, { ids: [one.id], as: "read" });
    expect((await listNotifications(w.viewer, {})).unread).toBe(1);
    expect(await w.database.db.select().from(schema.notificationMarks)).toHaveLength(0);
  });

  it("a condition is open once, escalates in place and is resolved; only then does it open anew", async () => {
    await using w = await world();
    await openCondition(w.services, silent);
    await openCondition(w.services, silent);
    await openCondition(w.services, { ...silent, severity: "critical" });
    expect((await listAttention(w.viewer, {})).items).toMatchObject([{ severity: "critical", version: 2, count: 2 }]);
    await resolveCondition(w.services, silent.fingerprint);
    await resolveCondition(w.services, silent.fingerprint);
    expect((await listAttention(w.viewer, {})).items).toEqual([]);
    await openCondition(w.services, silent);
    expect((await listNotifications(w.viewer, { view: "alerts" })).items).toHaveLength(2);
    expect(await w.database.db.select().from(schema.outbox)).toHaveLength(4);
  });

  it("a cursor pages through the inbox, and a bad one is refused by its name", async () => {
    await using w = await world();
    for (let i = 0; i < 5; i++) await broadcast(w.admin, { ...message, title: `n${i}` });
    const first = await listNotifications(w.viewer, { limit: 3 });
    const rest = await listNotifications(w.viewer, { limit: 3, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...rest.items].map((item) => item.title)).toEqual(["n4", "n3", "n2", "n1", "n0"]);
    expect(rest.nextCursor).toBeNull();
    await expect(listNotifications(w.viewer, { cursor: "AAAA" })).rejects.toMatchObject({
      fields: [{ path: "cursor" }],
    });
  });
});
