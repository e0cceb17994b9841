import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { addUser, contextOf } from "@/lib/services/identity/testing";
import { updateUser } from "@/lib/services/identity/update-user";
import { openWebSocket } from "./web-socket-client";
import { errorOf, events, subscribe, world } from "./web-socket-world";

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
    const { connections } = await test.services.hub.listConnections();
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
