import { expect, it } from "vitest";
import { opsHub } from "@/lib/contracts/ops-hub";
import { testDatabase } from "@/lib/db/testing";
import { createHubClient } from "@/lib/hub-client";
import { addUser, contextOf } from "@/lib/services/identity/testing";
import { signKeyToken } from "@/lib/services/identity/tokens";
import { revokeApiKey } from "@/lib/services/keys/revoke-api-key";
import { addKey } from "@/lib/services/keys/testing";
import { openEvents } from "./event-source";
import { openWebSocket } from "./web-socket-client";
import { startWorld, type World } from "./world";

/** Events come as fast as this machine places orders. */
const patient = { timeout: 20_000 };
const path = "/api/stream?streams=orders";

/** A reader of the stream `orders` on one wire: when each event came, and when and how it ended. */
interface Reader extends Disposable {
  readonly wire: string;
  readonly eventsAtMs: number[];
  /** Resolves with the code of its end and when that was known. */
  readonly ended: Promise<{ code: string; atMs: number }>;
}

async function readBySse(world: World, wire: string, address: string, token?: string): Promise<Reader> {
  const opened = await openEvents(`${world.url}${address}`, token === undefined ? {} : { token });
  const eventsAtMs: number[] = [];
  void opened
    .until(({ events }) => {
      while (eventsAtMs.length < events.filter(({ event }) => event === "order.created").length)
        eventsAtMs.push(performance.now());
      return undefined;
    })
    .catch(() => undefined);
  const ended = opened.ended.then(() => {
    const { event, data } = opened.events.at(-1) ?? { event: "", data: "{}" };
    return { code: event === "notice" ? String(JSON.parse(data).code) : event, atMs: performance.now() };
  });
  return { wire, eventsAtMs, ended, [Symbol.dispose]: () => opened[Symbol.dispose]() };
}

async function readByWebSocket(world: World, wire: string, token: string): Promise<Reader> {
  const client = await openWebSocket(world.url, { token });
  const eventsAtMs: number[] = [];
  client.socket.on("message", (data) => {
    if (JSON.parse(String(data)).type === "order.created") eventsAtMs.push(performance.now());
  });
  await client.ask({ op: "subscribe", stream: "orders" });
  const ended = client.closed.then((code) => ({
    code: code === 4410 ? "REVOKED" : String(code),
    atMs: performance.now(),
  }));
  return { wire, eventsAtMs, ended, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

async function readByHub(world: World, wire: "websocket" | "polling", token: string): Promise<Reader> {
  const client = createHubClient(opsHub, { url: world.url, auth: async () => ({ token }), transports: [wire] });
  const eventsAtMs: number[] = [];
  const ended = new Promise<{ code: string; atMs: number }>((resolve) =>
    client.subscribeState((state) => {
      if (state.kind === "closed") resolve({ code: state.code, atMs: performance.now() });
    }),
  );
  const started = new Promise<void>((resolve) =>
    client.stream("orders", {
      onSnapshot: () => resolve(),
      onEvents: (events) => eventsAtMs.push(...events.map(() => performance.now())),
    }),
  );
  client.connect();
  await started;
  return { wire, eventsAtMs, ended, [Symbol.dispose]: () => client.close() };
}

async function readOnEveryWire(world: World, { id, key }: { id: string; key: string }): Promise<Reader[]> {
  const token = () => signKeyToken(world.services, { sub: id, keyId: id }, 300);
  return [
    await readBySse(world, "sse, key", path, key),
    await readBySse(world, "sse, token in the address", `${path}&access_token=${await token()}`),
    await readByWebSocket(world, "ws, key", key),
    await readByWebSocket(world, "ws, token", await token()),
    await readByHub(world, "websocket", key),
    await readByHub(world, "polling", key),
    await readByHub(world, "websocket", await token()),
  ];
}

it("[KEY-REVOKED] while events flow, a revoked key is cut off on every wire within a second, and told not to come back", async () => {
  await using database = await testDatabase();
  await using world = await startWorld(database);
  const admin = await addUser(world.services, { role: "admin" });
  const [doomed, kept] = [await addKey(world.services, ["orders.read"]), await addKey(world.services, ["orders.read"])];
  const readers = await readOnEveryWire(world, doomed);
  using control = await readByWebSocket(world, "control", kept.key);
  let flowing = true;
  const flow = (async () => {
    while (flowing) await world.placeOrders(1);
  })();
  try {
    await expect
      .poll(() => readers.map(({ eventsAtMs }) => eventsAtMs.length > 3), patient)
      .toEqual(readers.map(() => true));
    const revokedAtMs = performance.now();
    await revokeApiKey(contextOf(world.services, admin), { id: doomed.id });
    const ends = await Promise.all(readers.map(({ ended }) => ended));
    expect(ends.map(({ code }) => code)).toEqual(readers.map(() => "REVOKED"));
    for (const { atMs } of ends) expect(atMs - revokedAtMs).toBeLessThan(1_000);
    // The world goes on for a while, and none of it reaches them.
    const lastMs = Math.max(...ends.map(({ atMs }) => atMs));
    const seen = control.eventsAtMs.length;
    await expect.poll(() => control.eventsAtMs.length, patient).toBeGreaterThan(seen + 10);
    for (const { eventsAtMs } of readers) expect(eventsAtMs.filter((atMs) => atMs > lastMs)).toEqual([]);
    expect(world.hub.connections().map(({ principal }) => principal.id)).toEqual([kept.id]);
  } finally {
    flowing = false;
    await flow;
    for (const reader of readers) reader[Symbol.dispose]();
  }
  // Coming back is of no use.
  using again = await openEvents(`${world.url}${path}`, { token: doomed.key });
  expect(again.status).toBe(401);
}, 60_000);

it("[KEY-QUERY] a key in an address is refused on every wire, with what to do instead", async () => {
  await using database = await testDatabase();
  await using world = await startWorld(database);
  const { key } = await addKey(world.services, ["orders.read"]);
  const advice = /must not stand in an address.*Authorization: Bearer.*POST \/api\/token/;
  for (const name of ["access_token", "token", "key"]) {
    using opened = await openEvents(`${world.url}${path}&${name}=${key}`);
    await opened.ended;
    expect([opened.status, JSON.parse(opened.text).detail]).toEqual([401, expect.stringMatching(advice)]);
  }
  // Also beside a credential that is good.
  using both = await openEvents(`${world.url}${path}&access_token=${key}`, { token: key });
  expect(both.status).toBe(401);
  const { WebSocket } = await import("ws");
  const socket = new WebSocket(`${world.url.replace("http", "ws")}/ws?access_token=${key}`);
  const told = await new Promise<string>((resolve) => socket.once("message", (data) => resolve(String(data))));
  expect(JSON.parse(told)).toMatchObject({
    op: "notice",
    code: "UNAUTHENTICATED",
    message: expect.stringMatching(advice),
  });
  socket.terminate();
  // Whoever looks after the shop sees that a key was handed about in an address; the key itself is not told.
  const refusal = { action: "access.refused", refusedCode: "UNAUTHENTICATED", via: "hub", principal: null };
  const reason = "An API key that stood in an address.";
  expect(world.services.noted).toEqual(Array(5).fill(expect.objectContaining({ ...refusal, detail: { reason } })));
  expect(JSON.stringify(world.services.noted)).not.toContain(key);
});
