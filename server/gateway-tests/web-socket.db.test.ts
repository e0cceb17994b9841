import { describe, expect, it } from "vitest";
import type { Order } from "@/lib/contracts/orders";
import { testDatabase } from "@/lib/db/testing";
import { addUser } from "@/lib/services/identity/testing";
import { canary } from "@/lib/services/orders/testing";
import { openWebSocket, type Told } from "./web-socket-client";
import { events, idsOf, namesIn, placeOf, subscribe, world } from "./web-socket-world";
import { startWorld, type World } from "./world";

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
