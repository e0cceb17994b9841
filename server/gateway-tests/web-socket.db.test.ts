import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import type { PresenceChange } from "@/lib/contracts/streams";
import { testDatabase } from "@/lib/db/testing";
import type { Cursor } from "@/lib/hub-protocol";
import { addUser, contextOf } from "@/lib/services/identity/testing";
import { updateUser } from "@/lib/services/identity/update-user";
import { canary } from "@/lib/services/orders/testing";
import { openWebSocket, type RawClient, type Told } from "./web-socket-client";
import { startWorld, type World, type WorldOptions } from "./world";

const subscribe = (since: Cursor | null = null) => ({ op: "subscribe", stream: "orders", since });
const events = ({ told }: RawClient) => told.filter(({ op, stream }) => op === "event" && stream === "orders");
const idsOf = (client: RawClient): string[] => events(client).map(({ data }) => (data as Order).id);
const placeOf = (message: Told | undefined): Cursor => ({
  epoch: String(message?.epoch),
  offset: Number(message?.offset ?? message?.head),
});
const namesIn = (change: unknown): string[] => (change as PresenceChange).joined.map(({ name }) => name);
const errorOf = (reply: Told) => (reply.error as { code: string } | undefined)?.code;

async function world(options: WorldOptions = {}, role: "viewer" | "operator" | "admin" = "operator") {
  const database = await testDatabase();
  const started = await startWorld(database, options);
  const user = await addUser(started.services, { role, name: "Some One" });
  return {
    ...started,
    database,
    user,
    open: async (token?: string) => openWebSocket(started.url, { token: token ?? (await started.tokenOf(user)) }),
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

describe("the raw WebSocket: streams", () => {
  it("[WS-START] a subscription is answered, starts with a snapshot, and goes on live", async () => {
    await using test = await world();
    await test.placeOrders(1);
    using client = await test.open();
    const reply = await client.ask(subscribe());
    expect(reply).toMatchObject({ ok: true, value: { stream: "orders", head: 1, resync: false } });
    const [order] = await test.placeOrders(1);
    await client.until(({ op }) => op === "event");
    expect(client.told.map(({ op }) => op)).toEqual(["reply", "snapshot", "event"]);
    expect(client.told[1]).toMatchObject({ stream: "orders", head: 1, cursor: null });
    expect(client.told[2]).toMatchObject({
      stream: "orders",
      offset: 2,
      type: "order.created",
      data: { id: order?.id },
    });
  });

  it("[WS-RESUME] goes on from its place after a kill and restart, with orders coming in: nothing lost, nothing twice", async () => {
    await using database = await testDatabase();
    const placed: Order[] = [];
    const seen: Told[] = [];
    let started: World | undefined;
    let token = "";
    for (let round = 0; round < 4; round += 1) {
      started = await startWorld(database, { port: started?.port ?? 0 });
      if (token === "") token = await started.tokenOf(await addUser(started.services));
      using client = await openWebSocket(started.url, { token });
      const reply = await client.ask(subscribe(seen.length === 0 ? null : placeOf(seen.at(-1))));
      expect(reply).toMatchObject({ ok: true, value: { resync: false } });
      const publishing = started.placeOrders(20);
      await client.until(() => events(client).length >= 8);
      await started.kill();
      placed.push(...(await publishing));
      await client.closed;
      seen.push(...events(client));
    }
    await using last = await startWorld(database, { port: started?.port ?? 0 });
    using client = await openWebSocket(last.url, { token });
    client.send(subscribe(placeOf(seen.at(-1))));
    await client.until(() => seen.length + events(client).length >= placed.length);
    expect([...seen, ...events(client)].map(({ data }) => (data as Order).id)).toEqual(placed.map(({ id }) => id));
  });

  it("[WS-PAGES] pages are followed to the end, in order, and what is told meanwhile comes behind them", async () => {
    await using test = await world();
    using client = await test.open();
    const start = placeOf(await client.ask(subscribe()).then(({ value }) => value as Told));
    await test.tellLargeOrders(150, 8_000);
    using late = await test.open();
    late.send(subscribe(start));
    await test.tellLargeOrders(150, 8_000);
    await late.until(() => events(late).length >= 300);
    expect(events(late).map(({ offset }) => offset)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  });

  it("[WS-RESYNC] a place that cannot be continued starts anew, announced", async () => {
    await using test = await world();
    using client = await test.open();
    const reply = await client.ask(subscribe({ epoch: "another", offset: 7 }));
    expect(reply).toMatchObject({ ok: true, value: { resync: true } });
    expect(await client.until(({ op }) => op === "resync")).toMatchObject({ stream: "orders", head: 0 });
  });

  it("[WS-VOID] what is hidden is not told, but moves the place", async () => {
    await using test = await world({}, "viewer");
    using client = await test.open();
    await client.ask({ op: "subscribe", stream: "notifications" });
    await test.tellHiddenNotification();
    await test.tellHeads("notifications");
    expect(await client.until(({ op }) => op === "place")).toMatchObject({ stream: "notifications", offset: 1 });
    expect(client.told.filter(({ op }) => op === "event")).toEqual([]);
  });

  it("[WS-MASK] a viewer gets no personal data", async () => {
    await using test = await world({}, "viewer");
    await test.placeOrders(1);
    using client = await test.open();
    const { value } = await client.ask(subscribe());
    await test.placeOrders(1);
    await client.until(({ op }) => op === "event");
    using late = await test.open();
    late.send(subscribe({ epoch: String((value as Told).epoch), offset: 0 }));
    await late.until(() => events(late).length >= 2);
    const text = JSON.stringify([client.told, late.told]);
    expect(text).toContain("Maya C.");
    for (const secret of [...Object.values(canary), "Canaryname"]) expect(text).not.toContain(secret);
  });

  it("[WS-AGAIN] a second subscription takes the place of the first; after an unsubscription nothing is told", async () => {
    await using test = await world();
    using client = await test.open();
    const first = await client.ask(subscribe());
    await test.placeOrders(2);
    await client.until(() => events(client).length >= 2);
    await client.ask(subscribe({ ...placeOf(first.value as Told) }));
    await client.until(() => events(client).length >= 4);
    expect(new Set(idsOf(client)).size).toBe(2);
    expect(await client.ask({ op: "unsubscribe", stream: "orders" })).toMatchObject({ ok: true });
    await test.placeOrders(1);
    await test.tellHeads("orders");
    await client.ask({ op: "call", method: "markNotifications", input: { ids: [], as: "seen" } });
    expect(events(client)).toHaveLength(4);
  });

  it("[WS-STATES] streams without places are answered with their state, and then told", async () => {
    await using test = await world();
    using client = await test.open();
    expect(await client.ask({ op: "subscribe", stream: "presence" })).toMatchObject({
      ok: true,
      value: { users: [{ id: test.user.id, connections: 1 }] },
    });
    expect(await client.ask({ op: "subscribe", stream: "metrics", set: "overview" })).toMatchObject({ ok: true });
    using _other = await test.open(await test.tokenOf(await addUser(test.services, { name: "Ann Other" })));
    await client.until(
      ({ op, type, data }) => op === "event" && type === "presence" && namesIn(data).includes("Ann Other"),
    );
  });
});

describe("the raw WebSocket: calls", () => {
  it("[WS-CALL] calls the hub's methods with their permissions", async () => {
    await using test = await world();
    const [order] = await test.placeOrders(1);
    using client = await test.open();
    const input = { id: order?.id, to: "packed", version: 1, key: randomUUID() };
    expect(await client.ask({ op: "call", method: "setOrderStatus", input })).toMatchObject({
      ok: true,
      value: { id: order?.id, status: "packed" },
    });
    const forbidden = await client.ask({ op: "call", method: "broadcast", input: {} });
    expect(errorOf(forbidden)).toBe("FORBIDDEN");
    expect(forbidden.error).toHaveProperty("traceId");
    client.send({ op: "ping", id: 5 });
    expect(await client.until(({ op }) => op === "pong")).toEqual({ op: "pong", id: 5 });
  });

  it.each([
    ["no JSON", "{", "INVALID_ARGUMENT"],
    ["a binary frame", Buffer.from("{}"), "INVALID_ARGUMENT"],
    ["no object", "[1]", "INVALID_ARGUMENT"],
    ["no operation", { id: 1 }, "INVALID_ARGUMENT"],
    ["an unknown operation", { op: "fly", id: 1 }, "INVALID_ARGUMENT"],
    ["an unknown field", { op: "ping", id: 1, more: 1 }, "INVALID_ARGUMENT"],
    ["a call without an id", { op: "call", method: "broadcast" }, "INVALID_ARGUMENT"],
    ["a place that is none", { op: "subscribe", id: 1, stream: "orders", since: { offset: -1 } }, "INVALID_ARGUMENT"],
    ["an unknown stream", { op: "subscribe", id: 1, stream: "secrets" }, "INVALID_ARGUMENT"],
    [
      "a place where there are none",
      { op: "subscribe", id: 1, stream: "presence", since: { epoch: "e", offset: 1 } },
      "INVALID_ARGUMENT",
    ],
    ["a set where there are none", { op: "subscribe", id: 1, stream: "orders", set: "overview" }, "INVALID_ARGUMENT"],
    ["a forbidden stream", { op: "subscribe", id: 1, stream: "connections" }, "FORBIDDEN"],
    ["a subscription by a call", { op: "call", id: 1, method: "subscribe", input: {} }, "INVALID_ARGUMENT"],
    ["a method that is none", { op: "call", id: 1, method: "toString", input: {} }, "METHOD_NOT_FOUND"],
    ["a word of Socket.IO", { op: "call", id: 1, method: "disconnect" }, "METHOD_NOT_FOUND"],
    ["a word of the framework", { op: "call", id: 1, method: "$item" }, "METHOD_NOT_FOUND"],
    [
      "what is nested too deeply",
      `{"op":"call","id":1,"method":"broadcast","input":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
      "INVALID_ARGUMENT",
    ],
    ["blanks beyond what a message may hold", `{"op":"ping","id":1${" ".repeat(65 * 1024)}}`, "MESSAGE_TOO_LARGE"],
    [
      "more than a message may hold",
      { op: "call", id: 1, method: "broadcast", input: "x".repeat(65 * 1024) },
      "MESSAGE_TOO_LARGE",
    ],
  ] as const)("[WS-WRONG] %s is answered, and the connection lives", async (_name, message, code) => {
    await using test = await world();
    using client = await test.open();
    client.send(message);
    const reply = await client.until(({ op }) => op === "reply");
    expect([errorOf(reply), reply.ok]).toEqual([code, false]);
    const hasId = typeof message === "object" && "id" in message;
    expect(reply.id).toBe(hasId || String(message).includes('"id":1') ? 1 : null);
    client.send({ op: "ping" });
    await client.until(({ op }) => op === "pong");
  });

  it("[WS-RATE] calls beyond the hub's rate are refused by the hub, and a long replay keeps to it", async () => {
    await using test = await world({ limits: { callsPerSecond: 20, callBurst: 3 } });
    using client = await test.open();
    const start = placeOf((await client.ask(subscribe())).value as Told);
    // About 120 kB are a page.
    await test.tellLargeOrders(10, 60_000);
    using late = await test.open();
    late.send(subscribe(start));
    await late.until(() => events(late).length >= 10);
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => client.ask({ op: "call", method: "broadcast", input: {} })),
    );
    expect(replies.map(errorOf)).toContain("RATE_LIMITED");
  });
});

describe("the raw WebSocket: beginnings and ends", () => {
  it("[WS-REFUSED] who is refused is told why, and closed with a code of its own", async () => {
    await using test = await world({ limits: { connectionsPerUser: 1 } });
    using nobody = await openWebSocket(test.url);
    expect(await nobody.closed).toBe(4401);
    expect(nobody.told).toMatchObject([{ op: "notice", code: "UNAUTHENTICATED", retry: false }]);
    using _first = await test.open();
    await expect.poll(() => test.hub.connections().length).toBe(1);
    using second = await test.open();
    expect(await second.closed).toBe(4429);
    await test.drain();
    using late = await test.open();
    expect(await late.closed).toBe(4100);
  });

  it("[WS-ORIGIN] the rule of the hub holds: a foreign Origin and a cookie without one are refused before the upgrade", async () => {
    await using test = await world();
    for (const [name, value] of [
      ["origin", "http://evil.example"],
      ["origin", "null"],
      ["cookie", "a=b"],
    ] as const) {
      await expect(openWebSocket(test.url, { headers: { [name]: value } })).rejects.toThrow("HTTP 403");
    }
    using own = await openWebSocket(test.url, { token: await test.tokenOf(test.user), headers: { origin: test.url } });
    own.send({ op: "ping" });
    await own.until(({ op }) => op === "pong");
  });

  it("[WS-FOREIGN] upgrades of other paths are left alone, and a request without an upgrade is told what to do", async () => {
    await using test = await world();
    const socket = connect(test.port, "127.0.0.1");
    const got: string[] = [];
    socket.on("data", (chunk) => got.push(String(chunk)));
    socket.write("GET /ws/else HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    const answer = await fetch(`${test.url}/ws`);
    expect([answer.status, answer.headers.get("upgrade")]).toEqual([426, "websocket"]);
    using client = await test.open();
    await client.ask({ op: "subscribe", stream: "presence" });
    expect([got, socket.destroyed]).toEqual([[], false]);
    socket.destroy();
  });

  it("[WS-SIGNED-OUT] the end of a session closes within a second, with its code", async () => {
    await using test = await world();
    const { token, sessionId } = await test.sessionOf(test.user);
    using client = await test.open(token);
    await client.ask(subscribe());
    const startedMs = performance.now();
    test.services.hub.closeSession(sessionId);
    expect(await client.closed).toBe(4412);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(client.told.at(-1)).toMatchObject({ op: "notice", code: "SIGNED_OUT", retry: false });
  });

  it("[WS-REVOKED] other rights close within a second; nothing that was hidden or allowed before is told after", async () => {
    await using test = await world();
    const admin = await addUser(test.services, { role: "admin" });
    using client = await test.open();
    await client.ask(subscribe());
    const startedMs = performance.now();
    await updateUser(contextOf(test.services, admin), { id: test.user.id, role: "viewer" });
    expect(await client.closed).toBe(4103);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    using again = await test.open();
    await again.ask(subscribe());
    await test.placeOrders(1);
    await again.until(({ op }) => op === "event");
    expect([events(client), JSON.stringify(again.told).includes("canary")]).toEqual([[], false]);
  });

  it("[WS-EXPIRED] ends with its token, unless a new one is given in time", async () => {
    await using test = await world();
    const endsAtMs = Date.now() + 2_000;
    using client = await test.open(await test.tokenOf(test.user, 2_000));
    using other = await test.open(await test.tokenOf(test.user, 2_000));
    const input = { token: await test.tokenOf(test.user) };
    expect(await other.ask({ op: "call", method: "refreshToken", input })).toMatchObject({ ok: true });
    expect(await client.closed).toBe(4411);
    await expect.poll(() => Date.now()).toBeGreaterThan(endsAtMs + 100);
    other.send({ op: "ping" });
    await other.until(({ op }) => op === "pong");
  });

  it("[WS-RESTART] an orderly end tells so and closes with a code to come back by", async () => {
    await using test = await world();
    using client = await test.open();
    await client.ask(subscribe());
    await test.drain();
    expect(await client.closed).toBe(4100);
    expect(client.told.at(-1)).toMatchObject({ op: "notice", code: "RESTARTING", retry: true });
  });

  it("[WS-FRAME] a frame above 256 kB ends the connection with 1009", async () => {
    await using test = await world();
    using client = await test.open();
    client.send("x".repeat(257 * 1024));
    expect(await client.closed).toBe(1009);
    await expect.poll(() => test.hub.connections()).toEqual([]);
  });

  it("[WS-HALF-OPEN] who answers no ping is gone, also from presence; who does stays, with a latency", async () => {
    await using test = await world({ webSocket: { pingIntervalMs: 30, pongTimeoutMs: 150 } });
    using there = await test.open();
    const silent = await addUser(test.services);
    using gone = await openWebSocket(test.url, { token: await test.tokenOf(silent), autoPong: false });
    expect(await gone.closed).toBe(1006);
    await expect.poll(() => test.services.hub.presentUsers()).toMatchObject([{ id: test.user.id }]);
    await there.ask({ op: "subscribe", stream: "presence" });
    const { connections } = test.services.hub.listConnections();
    expect(connections).toMatchObject([{ transport: "ws", streams: ["presence"], latencyMs: expect.any(Number) }]);
  });

  it("[WS-SLOW] who does not read is cut off, and holds nobody else up", async () => {
    await using test = await world({ limits: { slowForMs: 500, closeGraceMs: 200 } });
    using slow = await test.open();
    using quick = await test.open();
    await Promise.all([slow, quick].map((client) => client.ask(subscribe())));
    slow.socket.pause();
    for (let told = 0; told < 400; told += 5) {
      await test.tellLargeOrders(5, 60_000);
      await quick.until(() => events(quick).length >= told + 5);
    }
    await expect.poll(() => test.hub.stats().slowConsumersCut, { timeout: 5_000 }).toBe(1);
    await expect.poll(() => test.hub.connections().length, { timeout: 5_000 }).toBe(1);
    expect(events(quick)).toHaveLength(400);
  });

  it("[WS-ADMIN] an admin can close it, and is told that it answers no questions", async () => {
    await using test = await world({}, "admin");
    using admin = await test.open();
    using other = await test.open(await test.tokenOf(await addUser(test.services, { name: "Other" })));
    await other.ask({ op: "subscribe", stream: "presence" });
    const connectionId = test.hub.connections().find(({ principal }) => principal.name === "Other")?.id;
    const diagnosed = await admin.ask({ op: "call", method: "diagnoseConnection", input: { connectionId } });
    expect(errorOf(diagnosed)).toBe("CONFLICT");
    expect(await admin.ask({ op: "call", method: "closeConnection", input: { connectionId } })).toMatchObject({
      ok: true,
    });
    expect(await other.closed).toBe(4413);
  });
});
