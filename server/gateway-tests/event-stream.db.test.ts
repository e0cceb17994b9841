import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import { testDatabase } from "@/lib/db/testing";
import { addUser } from "@/lib/services/identity/testing";
import { canary } from "@/lib/services/orders/testing";
import { type Opened, openEvents } from "./event-source";
import { openWebSocket } from "./web-socket-client";
import { startWorld } from "./world";

const path = "/api/stream?streams=orders";
const orderEvents = ({ events }: Opened) => events.filter(({ event }) => event.startsWith("order."));
const idsOf = (opened: Opened): string[] => orderEvents(opened).map(({ data }) => (JSON.parse(data).data as Order).id);
const idsIn = (orders: readonly Order[]): string[] => orders.map(({ id }) => id);

describe("Server-Sent Events", () => {
  it("[SSE-START] starts with a snapshot of each stream, then tells what happens, with an id over all of them", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services, { role: "operator" }));
    const [before] = await world.placeOrders(1);
    using opened = await openEvents(`${world.url}/api/stream?streams=orders,notifications`, { token });
    expect(opened.status).toBe(200);
    expect(opened.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    });
    // Each stream starts by itself: what happens meanwhile, or is relayed late, may come between the two.
    const snapshots = await opened.until(({ events }) => {
      const found = events.filter(({ event }) => event === "snapshot");
      return found.length === 2 && found;
    });
    const [after] = await world.placeOrders(1);
    await opened.until((now) => idsOf(now).includes(after?.id ?? ""));
    const [orders, notifications] = snapshots;
    expect(opened.text).toMatch(/^retry: \d{4}\n\n/);
    expect(JSON.parse(orders?.data ?? "")).toMatchObject({
      stream: "orders",
      snapshot: { items: [{ id: before?.id }] },
    });
    expect(JSON.parse(notifications?.data ?? "")).toMatchObject({ stream: "notifications" });
    expect(opened.lastId).toMatch(/^orders=[\w-]+:\d+,notifications=[\w-]+:\d+$/);
  });

  it("[SSE-RESUME] goes on from its last id after a kill and restart on the same port: nothing lost, nothing twice", async () => {
    await using database = await testDatabase();
    const rounds = 4;
    const placed: Order[] = [];
    const seen: string[] = [];
    let port = 0;
    let token = "";
    let lastId: string | undefined;
    for (let round = 0; round < rounds; round += 1) {
      const world = await startWorld(database, { port });
      port = world.port;
      if (token === "") token = await world.tokenOf(await addUser(world.services, { role: "viewer" }));
      using opened = await openEvents(`${world.url}${path}`, { token, ...(lastId !== undefined && { lastId }) });
      const publishing = world.placeOrders(25);
      // Cut in the middle of what is being told.
      await opened.until((now) => orderEvents(now).length >= 10);
      await world.kill();
      placed.push(...(await publishing));
      await opened.ended;
      seen.push(...idsOf(opened));
      expect(opened.events.some(({ event }) => event === "resync")).toBe(false);
      lastId = opened.lastId;
    }
    await using world = await startWorld(database, { port });
    using opened = await openEvents(`${world.url}${path}`, { token, ...(lastId !== undefined && { lastId }) });
    await opened.until((now) => seen.length + orderEvents(now).length >= placed.length);
    expect([...seen, ...idsOf(opened)]).toEqual(idsIn(placed));
    expect(opened.events[0]?.event).not.toBe("snapshot");
  });

  it("[SSE-PAGES] a long absence is replayed page by page, in order, and what is told meanwhile comes behind it", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services, { role: "operator" }));
    using first = await openEvents(`${world.url}${path}`, { token });
    await first.until(({ lastId }) => lastId !== "");
    await world.tellLargeOrders(150, 8_000);
    using opened = await openEvents(`${world.url}${path}`, { token, lastId: first.lastId });
    await world.tellLargeOrders(150, 8_000);
    await opened.until((now) => orderEvents(now).length >= 300);
    const offsets = orderEvents(opened).map(({ data }) => JSON.parse(data).offset);
    expect(offsets).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  });

  it("[SSE-MASK] a viewer gets no personal data: not in the snapshot, not in a replay, not live", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services, { role: "viewer" }));
    await world.placeOrders(1);
    using first = await openEvents(`${world.url}/api/stream?streams=orders,notifications`, { token });
    const { lastId } = await first.until((now) => now.events.length >= 2 && now);
    await world.placeOrders(2);
    await first.until((now) => orderEvents(now).length >= 2);
    using replayed = await openEvents(`${world.url}/api/stream?streams=orders,notifications`, { token, lastId });
    await replayed.until((now) => orderEvents(now).length >= 2);
    for (const { text } of [first, replayed]) {
      expect(text).toContain("Maya C.");
      for (const secret of [...Object.values(canary), "Canaryname"]) expect(text).not.toContain(secret);
    }
  });

  it("[SSE-VOID] what is hidden is not told, but moves the id, so that it is not replayed again", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services, { role: "viewer" }));
    using opened = await openEvents(`${world.url}/api/stream?streams=notifications`, { token });
    const startId = await opened.until(({ lastId }) => lastId);
    await world.tellHiddenNotification();
    await world.tellHeads("notifications");
    await opened.until(({ lastId }) => lastId !== startId);
    expect(opened.lastId).toBe(startId.replace(/\d+$/, (offset) => String(Number(offset) + 1)));
    expect(opened.events.map(({ event }) => event)).toEqual(["snapshot"]);
    expect(opened.text).toMatch(/\n\nid: notifications=[\w-]+:\d+\n\n$/);
  });

  it.each(["orders=another-epoch:3", "not an id of ours"])(
    "[SSE-RESYNC] an id that cannot be continued starts anew, announced: %s",
    async (lastId) => {
      await using database = await testDatabase();
      await using world = await startWorld(database);
      const token = await world.tokenOf(await addUser(world.services));
      await world.placeOrders(1);
      using opened = await openEvents(`${world.url}${path}`, { token, lastId });
      await opened.until(({ events }) => events.length > 0);
      expect(opened.events[0]?.event).toBe("resync");
      expect(JSON.parse(opened.events[0]?.data ?? "").snapshot.items).toHaveLength(1);
    },
  );

  it("[SSE-QUERY-ID] a first connection can name its place in the address; the header of a later one is newer", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const token = await world.tokenOf(await addUser(world.services));
    using first = await openEvents(`${world.url}${path}`, { token });
    const start = encodeURIComponent(await first.until(({ lastId }) => lastId));
    await world.placeOrders(2);
    await first.until((now) => orderEvents(now).length >= 2);
    const url = `${world.url}${path}&lastEventId=${start}`;
    using fromStart = await openEvents(url, { token });
    await fromStart.until((now) => orderEvents(now).length >= 2);
    using later = await openEvents(url, { token, lastId: orderEvents(first)[0]?.id ?? "" });
    await later.until((now) => orderEvents(now).length > 0);
    expect([idsOf(fromStart), idsOf(later)]).toEqual([idsOf(first), idsOf(first).slice(1)]);
  });

  it("[SSE-HEARTBEAT] says something while nothing happens, which no reader takes for an event", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database, { events: { heartbeatIntervalMs: 20 } });
    const token = await world.tokenOf(await addUser(world.services));
    using opened = await openEvents(`${world.url}${path}`, { token });
    await opened.until(({ text }) => text.endsWith("\n\n:\n\n:\n\n"));
    expect(opened.events).toHaveLength(1);
  });

  it("[SSE-LISTED] is a connection like all others: in the list and counted; not in presence, for it answers no pings", async () => {
    await using database = await testDatabase();
    await using world = await startWorld(database);
    const user = await addUser(world.services, { name: "Curly" });
    const opened = await openEvents(`${world.url}${path}`, { token: await world.tokenOf(user) });
    const { connections } = await world.services.hub.listConnections();
    expect(connections).toMatchObject([{ name: "Curly", transport: "sse", encoding: "json", streams: ["orders"] }]);
    expect(world.services.hub.presentUsers()).toEqual([]);
    using client = await openWebSocket(world.url, { token: await world.tokenOf(user) });
    await expect.poll(() => world.services.hub.presentUsers()).toMatchObject([{ id: user.id, connections: 1 }]);
    opened[Symbol.dispose]();
    await expect.poll(() => world.hub.connections().map(({ transport }) => transport)).toEqual(["ws"]);
    expect(world.services.hub.presentUsers()).toMatchObject([{ id: user.id, connections: 1 }]);
    client.socket.terminate();
    await expect.poll(() => world.services.hub.presentUsers()).toEqual([]);
  });
});
