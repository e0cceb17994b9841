import { expect, it } from "vitest";
import type { ConnectionsChange } from "@/lib/contracts/connections";
import { type KeyScope, keyScopes } from "@/lib/contracts/permissions";
import { testDatabase } from "@/lib/db/testing";
import { HubError, isHubError } from "@/lib/hub-protocol";
import { addUser } from "@/lib/services/identity/testing";
import { signKeyToken } from "@/lib/services/identity/tokens";
import { revokeApiKey } from "@/lib/services/keys/revoke-api-key";
import { addKey } from "@/lib/services/keys/testing";
import { as, placeOrder } from "@/lib/services/orders/testing";
import { connectionOf, type OpsClient, startTestOps } from "./testing";

it("[KEY-PRESENCE] a key is nobody who is present, and stands among the connections as what it is", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const admin = await ops.connect(await addUser(ops.services, { role: "admin", name: "Ada" }));
  const changes: ConnectionsChange[] = [];
  admin.on("connections", (change) => changes.push(change));
  await admin.invoke("subscribe", { stream: "connections" });
  const { id, key } = await addKey(ops.services, ["orders.read"]);
  await ops.connectWith(key);
  await expect
    .poll(() => changes.flatMap(({ opened }) => opened))
    .toMatchObject([{ kind: "key", userId: id, name: "Webshop" }]);
  expect(ops.services.hub.presentUsers().map(({ name }) => name)).toEqual(["Ada"]);
  expect((await ops.services.hub.listConnections()).connections.map(({ kind }) => kind)).toEqual(["user", "key"]);
});

it("[KEY-VIEWERS] a key is not among those who look at an order, and is not told who they are", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const { id } = await placeOrder(as(ops.services, "operator"));
  const program = await ops.connectWith((await addKey(ops.services, [...keyScopes])).key);
  await expect(program.invoke("joinGroup", { group: `order:${id}` })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await ops.hub.groups.count(`order:${id}`)).toBe(0);
});

it("[KEY-EXPIRES] a connection ends when its key does, and one of an access token when that does", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const expiresAt = new Date(Date.now() + 6_000).toISOString();
  const short = await addKey(ops.services, ["orders.read"], { expiresAt });
  const long = await addKey(ops.services, ["orders.read"]);
  const token = await signKeyToken(ops.services, { sub: long.id, keyId: long.id }, 6);
  const clients = [await ops.connectWith(short.key), await ops.connectWith(token)];
  const lasting = await ops.connectWith(long.key);
  await expect
    .poll(() => clients.map(({ state }) => ("code" in state ? state.code : state.kind)), { timeout: 20_000 })
    .toEqual(["EXPIRED", "EXPIRED"]);
  expect(lasting.state.kind).toBe("live");
}, 40_000);

it("[KEY-REFRESH] a key's connection goes on with the next access token of that key, and with no other credential", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const [mine, other] = [await addKey(ops.services, ["orders.read"]), await addKey(ops.services, ["orders.read"])];
  const tokenOf = (id: string, seconds: number) => signKeyToken(ops.services, { sub: id, keyId: id }, seconds);
  const client = await ops.connectWith(await tokenOf(mine.id, 60));
  const { expiresAt } = await client.invoke("refreshToken", { token: await tokenOf(mine.id, 300) });
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 240_000);
  const codeOf = (token: string) =>
    client.invoke("refreshToken", { token }).then(
      () => null,
      (error: unknown) => (isHubError(error) ? error.code : error),
    );
  expect(await codeOf(await tokenOf(other.id, 300))).toBe("FORBIDDEN");
  expect(await codeOf(mine.key)).toBe("UNAUTHENTICATED");
});

it("[KEY-REVOKED-EARLY] a connection that is being let in while its key is revoked does not stay", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const admin = as(ops.services, "admin");
  for (let round = 0; round < 10; round++) {
    const { id, key } = await addKey(ops.services, ["orders.read"]);
    const arriving = ops.connectWith(key).catch((error: Error) => error);
    await Promise.all([arriving, revokeApiKey(admin, { id })]);
  }
  await expect.poll(() => ops.hub.connections().length).toBe(0);
});

const order = "order:0199f000-0000-7000-8000-000000000000" as const;
const id = "0199f000-0000-7000-8000-000000000000";
const all = [...keyScopes];
/** By hand: what each scope alone opens of the hub. */
const opensBy: Record<string, { call: (client: OpsClient) => Promise<unknown>; scopes: readonly KeyScope[] }> = {
  "subscribe orders": { call: (c) => c.invoke("subscribe", { stream: "orders" }), scopes: ["orders.read"] },
  "subscribe metrics": {
    call: (c) => c.invoke("subscribe", { stream: "metrics", set: "overview" }),
    scopes: ["metrics.read"],
  },
  "subscribe notifications": { call: (c) => c.invoke("subscribe", { stream: "notifications" }), scopes: [] },
  "subscribe audit": { call: (c) => c.invoke("subscribe", { stream: "audit" }), scopes: [] },
  "subscribe presence": { call: (c) => c.invoke("subscribe", { stream: "presence" }), scopes: [] },
  "subscribe connections": { call: (c) => c.invoke("subscribe", { stream: "connections" }), scopes: [] },
  unsubscribe: { call: (c) => c.invoke("unsubscribe", { stream: "orders" }), scopes: all },
  joinGroup: { call: (c) => c.invoke("joinGroup", { group: order }), scopes: [] },
  leaveGroup: { call: (c) => c.invoke("leaveGroup", { group: order }), scopes: [] },
  setOrderStatus: {
    call: (c) => c.invoke("setOrderStatus", { id, to: "packed", version: 1, key: "some-key-1" }),
    scopes: ["orders.manage"],
  },
  markNotifications: { call: (c) => c.invoke("markNotifications", { as: "read" }), scopes: [] },
  broadcast: {
    call: (c) => c.invoke("broadcast", { severity: "info", title: "x", body: "x", audience: { roles: ["viewer"] } }),
    scopes: [],
  },
  streamMetricHistory: {
    call: async (c) => {
      const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z" };
      for await (const _ of c.iterate("streamMetricHistory", { series: [1], ...range })) break;
    },
    scopes: ["metrics.read"],
  },
  diagnoseConnection: { call: (c) => c.invoke("diagnoseConnection", { connectionId: "x" }), scopes: [] },
  closeConnection: { call: (c) => c.invoke("closeConnection", { connectionId: "x" }), scopes: [] },
  refreshToken: { call: (c) => c.invoke("refreshToken", { token: "x" }), scopes: all },
};

it("[KEY-MATRIX] each scope alone opens what stands here by hand, and nothing else of the hub", async () => {
  await using database = await testDatabase();
  await using ops = await startTestOps(database);
  const clients = new Map<KeyScope, OpsClient>();
  for (const scope of keyScopes) clients.set(scope, await ops.connectWith((await addKey(ops.services, [scope])).key));
  const opened: Record<string, string[]> = {};
  for (const [name, { call }] of Object.entries(opensBy)) {
    const scopes: string[] = [];
    for (const [scope, client] of clients) {
      const error = await call(client).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (!(error instanceof HubError && error.code === "FORBIDDEN")) scopes.push(scope);
    }
    opened[name] = scopes;
  }
  expect(opened).toEqual(Object.fromEntries(Object.entries(opensBy).map(([name, { scopes }]) => [name, [...scopes]])));
  expect([...clients.values()].map(connectionOf)).toHaveLength(keyScopes.length);
});
