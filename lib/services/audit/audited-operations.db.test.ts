import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { operations as accounts } from "@/lib/contracts/accounts";
import { operations as keys } from "@/lib/contracts/api-keys";
import { operations as audit } from "@/lib/contracts/audit";
import { operations as connections } from "@/lib/contracts/connections";
import { operations as deadLetters } from "@/lib/contracts/dead-letters";
import { operations as groups } from "@/lib/contracts/groups";
import { operations as identity } from "@/lib/contracts/identity";
import { operations as metrics } from "@/lib/contracts/metrics";
import { operations as notifications } from "@/lib/contracts/notifications";
import { opsHub } from "@/lib/contracts/ops-hub";
import { operations as orders } from "@/lib/contracts/orders";
import { operations as overview } from "@/lib/contracts/overview";
import { operations as settings } from "@/lib/contracts/settings";
import type { Database } from "@/lib/db/open";
import * as schema from "@/lib/db/schema";
import { ensureStreams } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { transaction } from "@/lib/db/transaction";
import { changePassword } from "../accounts/change-password";
import { createResetLink } from "../accounts/create-reset-link";
import { deleteUser } from "../accounts/delete-user";
import { endMyOtherSessions } from "../accounts/end-my-other-sessions";
import { endMySession } from "../accounts/end-my-session";
import { endSession } from "../accounts/end-session";
import { endSessionsOfUser } from "../accounts/end-sessions-of-user";
import { inviteUser } from "../accounts/invite-user";
import { renewInvitation } from "../accounts/renew-invitation";
import { revokeInvitation } from "../accounts/revoke-invitation";
import { updateMe } from "../accounts/update-me";
import { closeConnection } from "../connections/close-connection";
import { diagnoseConnection } from "../connections/diagnose-connection";
import type { Services } from "../context";
import { discardDeadLetter } from "../delivery/discard-dead-letter";
import { retryDeadLetter } from "../delivery/retry-dead-letter";
import { createFirstAdmin } from "../identity/create-first-admin";
import { createUser } from "../identity/create-user";
import { issueToken } from "../identity/issue-token";
import { createSession } from "../identity/sessions";
import { addUser, contextOf, testServices } from "../identity/testing";
import { updateUser } from "../identity/update-user";
import { createApiKey } from "../keys/create-api-key";
import { revokeApiKey } from "../keys/revoke-api-key";
import { broadcast } from "../notifications/broadcast";
import { createOrder } from "../orders/create-order";
import { importOrders } from "../orders/import-orders";
import { setOrderStatus } from "../orders/set-order-status";
import { newOrder } from "../orders/testing";
import { auditActionOf, auditActions } from "./audited-operations";
import { exportAudit } from "./export-audit";

const files = {
  "accounts.ts": accounts,
  "api-keys.ts": keys,
  "audit.ts": audit,
  "connections.ts": connections,
  "dead-letters.ts": deadLetters,
  "groups.ts": groups,
  "identity.ts": identity,
  "metrics.ts": metrics,
  "notifications.ts": notifications,
  "ops-hub.ts": opsHub.server,
  "orders.ts": orders,
  "overview.ts": overview,
  "settings.ts": settings,
};
const every = new Map<string, unknown>(Object.values(files).flatMap((operations) => Object.entries(operations)));

/** They change nothing. */
const reads = new Set([
  "listApiKeys",
  "listAudit",
  "listConnections",
  "listInvitations",
  "listMySessions",
  "listSessions",
  "readPasswordLink",
  "listDeadLetters",
  "listNotifications",
  "listAttention",
  "listOrders",
  "listSeries",
  "listUsers",
  "queryMetrics",
  "readMe",
  "readOrder",
  "readOrderHistory",
  "readOverview",
  "readSettings",
  "streamMetricHistory",
]);

/** They change something, and no entry tells of it: docs/decisions/017-audit.md. */
const untold: Record<string, string> = {
  recordSamples:
    "a measurement is no deed, and there are thousands a second; what may send them is told when it is made",
  markNotifications: "what somebody has read of their own inbox is theirs",
  subscribe: "what a connection listens to ends with it; a refusal is told",
  unsubscribe: "what a connection listens to ends with it",
  joinGroup: "who looks at what ends with the connection; a refusal is told",
  leaveGroup: "who looks at what ends with the connection",
  refreshToken: "the session goes on that was told when it began; a bad token is told",
};

it("[AUDIT-COMPLETE] every operation is a read, is told, or stands here with the reason why not", () => {
  const folder = join(process.cwd(), "lib/contracts");
  const onDisk = readdirSync(folder).filter((file) =>
    /\b(operation|streamOperation)\(/.test(readFileSync(join(folder, file), "utf8")),
  );
  expect(onDisk.sort()).toEqual(Object.keys(files).sort());
  const lists = [...every].map(([name, operation]) => ({
    name,
    lists: [reads.has(name), auditActions.has(operation), name in untold].filter(Boolean).length,
  }));
  expect(lists.filter((found) => found.lists !== 1)).toEqual([]);
  const listed = [...reads, ...Object.keys(untold)];
  expect(listed.filter((name) => !every.has(name))).toEqual([]);
  expect([...auditActions.keys()].filter((operation) => ![...every.values()].includes(operation))).toEqual([]);
});

async function openWorld() {
  const database = await testDatabase();
  await ensureStreams(database);
  const services = testServices(database, { setupCode: "THE-CODE" });
  const ada = await addUser(services, { role: "admin", name: "Ada Admin" });
  const max = await addUser(services, { role: "viewer", name: "Max" });
  const caller = { address: "192.0.2.7", userAgent: "curl/8", traceId: "trace-0001" };
  const context = { ...contextOf(services, ada), caller };
  services.hub.findConnection = async (id) => ({
    id,
    kind: "user",
    userId: max.id,
    name: max.name,
    role: "viewer",
    client: "Firefox",
    address: "192.0.2.9",
    transport: "websocket",
    encoding: "json",
    connectedAt: new Date().toISOString(),
    latencyMs: null,
    queuedBytes: 0,
    streams: [],
  });
  const addDeadLetter = async (): Promise<string> => {
    const id = uuidv7();
    const letter = { stream: "orders", type: "order.updated", at: new Date(), payload: {}, error: "no", tries: 5 };
    await database.db.insert(schema.deadLetters).values({ ...letter, id, diedAt: new Date() });
    return id;
  };
  return {
    database,
    services,
    ada,
    max,
    context,
    addDeadLetter,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
const invited = { email: "new@x.test", name: "New", role: "viewer" } as const;

const addSession = ({ database }: Services, userId: string): Promise<string> =>
  transaction(database, (tx) => createSession(tx, { userId, userAgent: null, now: new Date() }));

/** What a deed needed first is told as well. */
async function forgetTold({ db }: Database): Promise<void> {
  await db.delete(schema.auditEntries);
  await db.delete(schema.outbox);
}

type World = Awaited<ReturnType<typeof openWorld>>;

const placed = { id: expect.any(String), number: "#A1" };

/** Each told operation done once, and what is told of it: action, target, detail. */
const deeds: Record<string, { run: (world: World) => Promise<unknown>; told: object }> = {
  createFirstAdmin: {
    async run({ services, database, context }) {
      await database.db.delete(schema.users);
      const shop = { shopName: "Mugs", timeZone: "UTC", currency: "EUR" };
      const person = { email: "first@x.test", name: "First", password: "a long password" };
      await createFirstAdmin({ ...context, services, principal: null }, { code: "THE-CODE", ...person, ...shop });
    },
    told: {
      actorName: "First",
      action: "setup.completed",
      targetName: "Mugs",
      detail: { email: "first@x.test", timeZone: "UTC", currency: "EUR" },
    },
  },
  issueToken: {
    run: ({ context, max }) =>
      issueToken({ ...context, principal: null }, { username: max.email, password: max.password }),
    told: { actorName: "Max", action: "session.started", detail: { method: "token" } },
  },
  createUser: {
    run: ({ context }) =>
      createUser(context, { email: "new@x.test", name: "New", role: "viewer", password: "a long password" }),
    told: { action: "user.created", targetName: "New", detail: { email: "new@x.test", role: "viewer" } },
  },
  updateUser: {
    run: ({ context, max }) =>
      updateUser(context, { id: max.id, role: "operator", name: "Maxine", password: "another password" }),
    told: {
      action: "user.updated",
      targetName: "Maxine",
      detail: { name: ["Max", "Maxine"], role: ["viewer", "operator"], password: "changed" },
    },
  },
  updateMe: {
    run: ({ context }) => updateMe(context, { name: "Ada B. Admin" }),
    told: { action: "user.updated", targetName: "Ada B. Admin", detail: { name: ["Ada Admin", "Ada B. Admin"] } },
  },
  changePassword: {
    run: ({ context, ada }) => changePassword(context, { current: ada.password, password: "another password" }),
    told: { action: "password.changed", targetName: "Ada Admin" },
  },
  endMySession: {
    run: async ({ context, services, ada }) => endMySession(context, { id: await addSession(services, ada.id) }),
    told: { action: "session.ended", targetName: "Ada Admin" },
  },
  endMyOtherSessions: {
    async run({ context, services, ada }) {
      await addSession(services, ada.id);
      await endMyOtherSessions(context, {});
    },
    told: { action: "sessions.ended", targetName: "Ada Admin", detail: { count: 1 } },
  },
  inviteUser: {
    run: ({ context }) => inviteUser(context, invited),
    told: { action: "invitation.created", targetName: "New", detail: { email: "new@x.test", role: "viewer" } },
  },
  renewInvitation: {
    async run({ context, database }) {
      const { invitation } = await inviteUser(context, invited);
      await forgetTold(database);
      await renewInvitation(context, { id: invitation.id });
    },
    told: { action: "invitation.renewed", targetName: "New" },
  },
  revokeInvitation: {
    async run({ context, database }) {
      const { invitation } = await inviteUser(context, invited);
      await forgetTold(database);
      await revokeInvitation(context, { id: invitation.id });
    },
    told: { action: "invitation.revoked", targetName: "New" },
  },
  createResetLink: {
    run: ({ context, max }) => createResetLink(context, { id: max.id }),
    told: { action: "reset-link.created", targetName: "Max" },
  },
  deleteUser: {
    run: ({ context, max }) => deleteUser(context, { id: max.id }),
    told: { action: "user.deleted", targetName: "Max", detail: { role: "viewer" } },
  },
  endSession: {
    run: async ({ context, services, max }) => endSession(context, { id: await addSession(services, max.id) }),
    told: { action: "session.ended", targetName: "Max" },
  },
  endSessionsOfUser: {
    async run({ context, services, max }) {
      await addSession(services, max.id);
      await endSessionsOfUser(context, { id: max.id });
    },
    told: { action: "sessions.ended", targetName: "Max", detail: { count: 1 } },
  },
  createApiKey: {
    run: ({ context }) => createApiKey(context, { name: "Webshop", scopes: ["orders.read"] }),
    told: { action: "key.created", targetName: "Webshop", detail: { scopes: ["orders.read"], expiresAt: null } },
  },
  revokeApiKey: {
    async run({ context, database }) {
      const { id } = await createApiKey(context, { name: "Webshop", scopes: ["orders.read"] });
      await forgetTold(database);
      await revokeApiKey(context, { id });
    },
    told: { action: "key.revoked", targetName: "Webshop" },
  },
  setOrderStatus: {
    async run({ context }) {
      const { id, version } = await createOrder(context, newOrder({ number: "#A1" }));
      await setOrderStatus(context, { id, to: "packed", version, key: uuidv7() });
    },
    told: { action: "order.moved", targetName: "#A1", detail: { status: ["placed", "packed"] } },
  },
  importOrders: {
    run: ({ context }) =>
      importOrders(context, {
        orders: ["#I1", "#I2"].map((number) => ({
          number,
          customer: { name: "Maya" },
          currency: "EUR",
          items: [{ title: "Mug", quantity: 1, unitPrice: 100 }],
          payment: "paid" as const,
          placedAt: "2026-01-01T00:00:00Z",
          history: [],
        })),
      }),
    told: { action: "order.imported", detail: { orders: 2 } },
  },
  broadcast: {
    run: ({ context }) =>
      broadcast(context, {
        severity: "info",
        title: "Stock-taking",
        body: "Tonight.",
        audience: { roles: ["viewer"] },
      }),
    told: { action: "broadcast.sent", targetName: "Stock-taking", detail: { severity: "info", roles: ["viewer"] } },
  },
  retryDeadLetter: {
    run: async ({ context, addDeadLetter }) => retryDeadLetter(context, { id: await addDeadLetter() }),
    told: { action: "dead-letter.retried", targetName: "orders order.updated" },
  },
  discardDeadLetter: {
    run: async ({ context, addDeadLetter }) => discardDeadLetter(context, { id: await addDeadLetter() }),
    told: { action: "dead-letter.discarded", targetName: "orders order.updated" },
  },
  diagnoseConnection: {
    run: ({ context }) => diagnoseConnection(context, { connectionId: "c1" }).catch(() => undefined),
    told: { action: "connection.diagnosed", targetName: "Max", detail: { connectionId: "c1" } },
  },
  closeConnection: {
    async run({ context, services }) {
      services.hub.closeConnection = async () => true;
      await closeConnection(context, { connectionId: "c1" });
    },
    told: {
      action: "connection.closed",
      targetName: "Max",
      detail: { connectionId: "c1", client: "Firefox", address: "192.0.2.9" },
    },
  },
  exportAudit: {
    run: ({ context }) => exportAudit(context, { action: "user." }),
    told: { action: "audit.exported", detail: { action: "user." } },
  },
};

describe("what is told of each change", () => {
  it("[AUDIT-COMPLETE] each told operation is tried here; orders that come in are gathered", () => {
    const told = [...every].filter(([, operation]) => auditActions.has(operation)).map(([name]) => name);
    // Whoever uses a link is nobody yet: password-links.db.test.ts.
    expect([...Object.keys(deeds), "createOrder", "redeemPasswordLink"].sort()).toEqual([...new Set(told)].sort());
  });

  it.each(Object.entries(deeds))("[AUDIT-CHANGE] %s: by whom, on what, from where", async (name, { run, told }) => {
    await using world = await openWorld();
    await run(world);
    const rows = await world.database.db.select().from(schema.auditEntries);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ actorKind: "user", actorName: "Ada Admin", refusedCode: null, count: 1, ...told });
    expect(rows[0]).toMatchObject({ via: "rest", address: "192.0.2.7", userAgent: "curl/8", traceId: "trace-0001" });
    expect(rows[0]?.action).toBe(auditActionOf(every.get(name)));
    const [stored] = await world.database.db.select().from(schema.outbox).where(eq(schema.outbox.stream, "audit"));
    expect(stored?.payload).toMatchObject({ id: rows[0]?.id });
  });

  it("[AUDIT-CHANGE] disabling and enabling have names of their own; what changes nothing is not told", async () => {
    await using world = await openWorld();
    const { context, max, database } = world;
    await updateUser(context, { id: max.id, disabled: true });
    await updateUser(context, { id: max.id, disabled: true, name: "Max" });
    await updateUser(context, { id: max.id, disabled: false });
    const rows = await database.db.select().from(schema.auditEntries).orderBy(schema.auditEntries.at);
    expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
      ["user.disabled", { state: ["active", "disabled"] }],
      ["user.enabled", { state: ["disabled", "active"] }],
    ]);
  });

  it("[AUDIT-CHANGE] a change that cannot be told is not made", async () => {
    await using world = await openWorld();
    const { context, max, database } = world;
    const { id, version } = await createOrder(context, newOrder({ number: "#A1" }));
    await database.db.execute(sql`alter table audit_entries add constraint never check (false) not valid`);
    const letter = await world.addDeadLetter();
    await expect(updateUser(context, { id: max.id, role: "admin" })).rejects.toThrow();
    await expect(setOrderStatus(context, { id, to: "packed", version, key: uuidv7() })).rejects.toThrow();
    await expect(discardDeadLetter(context, { id: letter })).rejects.toThrow();
    await expect(deeds.createUser?.run(world)).rejects.toThrow();
    await expect(deeds.issueToken?.run(world)).rejects.toThrow();
    await expect(deeds.broadcast?.run(world)).rejects.toThrow();
    const users = await database.db.select().from(schema.users);
    expect(users.map(({ role }) => role).sort()).toEqual(["admin", "viewer"]);
    expect(await database.db.select().from(schema.sessions)).toEqual([]);
    expect(await database.db.select().from(schema.notifications)).toEqual([]);
    expect(await database.db.select().from(schema.deadLetters)).toHaveLength(1);
    const [order] = await database.db.select().from(schema.orders);
    expect(order?.status).toBe("placed");
  });

  it("[AUDIT-CHANGE] an order that comes in is noted to be gathered; the demo's own are not", async () => {
    await using world = await openWorld();
    const { context, services } = world;
    await createOrder(context, newOrder({ number: "#A1" }));
    const system = { ...context.principal, kind: "system" as const, name: "Demo" };
    const { id, version } = await createOrder({ ...context, principal: system }, newOrder());
    await setOrderStatus({ ...context, principal: system }, { id, to: "packed", version, key: uuidv7() });
    expect(services.noted).toMatchObject([
      {
        action: "order.created",
        target: { kind: "order", id: placed.id, name: placed.number },
        caller: context.caller,
      },
    ]);
    expect(await world.database.db.select().from(schema.auditEntries)).toEqual([]);
  });
});
