import { expect, it } from "vitest";
import { groupKinds } from "@/lib/contracts/groups";
import { opsHub } from "@/lib/contracts/ops-hub";
import { permissions } from "@/lib/contracts/permissions";
import { DurableStreamName, type StreamName, type Subscribe, streams } from "@/lib/contracts/streams";
import { readHead } from "@/lib/db/stream-log";
import { testDatabase } from "@/lib/db/testing";
import { readSnapshot } from "@/lib/db/transaction";
import { type EveryCaller, everyCaller } from "@/lib/http/every-caller";
import { createHubClient, type HubClient } from "@/lib/hub-client";
import { HubError } from "@/lib/hub-protocol";
import { addUser } from "@/lib/services/identity/testing";
import { recordSamples } from "@/lib/services/metrics/record-samples";
import { as, placeOrder } from "@/lib/services/orders/testing";
import { openEvents } from "./event-source";
import { openWebSocket, type RawClient } from "./web-socket-client";
import { groupTable, methodTable, streamTable, type WireLine } from "./wire-table";
import { startWorld, type World } from "./world";

const isAlive = ({ role, scope }: EveryCaller) => role !== null || scope !== null;

function expectedOf({ people, keys, answer }: WireLine, { role, scope }: EveryCaller): string {
  const may = role !== null ? people.includes(role) : keys.some((key) => key === scope);
  return may ? answer : "FORBIDDEN";
}

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof HubError) return error.code;
    throw error;
  }
};

type Client = HubClient<typeof opsHub>;
type Ask = (client: Client, world: World) => Promise<unknown>;

const subscribeTo = (stream: StreamName): Subscribe =>
  stream === "metrics" ? { stream, set: "overview" } : { stream };
const newOrderId = async ({ services }: World) => (await placeOrder(as(services, "operator"))).id;
const nobodysId = "0199f000-0000-7000-8000-000000000000";

const asks: Record<keyof typeof methodTable, Ask> = {
  unsubscribe: (client) => client.invoke("unsubscribe", { stream: "orders" }),
  leaveGroup: (client) => client.invoke("leaveGroup", { group: `order:${nobodysId}` }),
  async setOrderStatus(client, world) {
    const id = await newOrderId(world);
    return client.invoke("setOrderStatus", { id, to: "packed", version: 1, key: `key of ${id}`.replaceAll(" ", "-") });
  },
  markNotifications: (client) => client.invoke("markNotifications", { as: "read" }),
  broadcast: (client) =>
    client.invoke("broadcast", { severity: "info", title: "x", body: "x", audience: { roles: ["viewer"] } }),
  async streamMetricHistory(client) {
    const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z" };
    for await (const _ of client.iterate("streamMetricHistory", { series: [1], ...range })) break;
  },
  diagnoseConnection: (client) => client.invoke("diagnoseConnection", { connectionId: "none" }),
  closeConnection: (client) => client.invoke("closeConnection", { connectionId: "none" }),
  refreshToken: (client) => client.invoke("refreshToken", { token: "none" }),
};

const groupAsks: Record<string, Ask> = {
  order: async (client, world) => client.invoke("joinGroup", { group: `order:${await newOrderId(world)}` }),
};

/** A live client, or the code that it is refused with. Browsers' cookies come with the Origin of the page. */
async function connect(world: World, { headers }: EveryCaller, transport: "websocket" | "polling") {
  const client = createHubClient(opsHub, {
    url: world.url,
    auth: async () => ({}),
    transports: [transport],
    headers: ownOrigin(world, headers),
  });
  const code = await new Promise<string | null>((resolve) => {
    client.subscribeState((state) => {
      if (state.kind === "live") resolve(null);
      if (state.kind === "closed") resolve(state.code);
    });
    client.connect();
  });
  return { client, code };
}

const ownOrigin = (world: World, headers: Record<string, string>) =>
  headers.origin === undefined ? headers : { ...headers, origin: world.url };

/** What a raw WebSocket is told: "ok", the code of the reply, or that of its end. */
const subscribeRaw = async (raw: RawClient, stream: StreamName): Promise<string> => {
  const reply = (await raw.ask({ op: "subscribe", ...subscribeTo(stream) })) as unknown as {
    ok: boolean;
    error?: { code: string };
  };
  return reply.ok ? "ok" : (reply.error?.code ?? "no code");
};

it("[MATRIX-HUB-KNOWN] every hub method, stream and kind of group stands in the table, each with a permission that there is", () => {
  const methods = [...Object.keys(methodTable), "subscribe", "joinGroup"];
  expect(methods.sort()).toEqual(Object.keys(opsHub.server).sort());
  expect(Object.keys(asks).sort()).toEqual(Object.keys(methodTable).sort());
  expect(Object.keys(streamTable).sort()).toEqual(Object.keys(streams).sort());
  expect(Object.keys(groupTable).sort()).toEqual([...groupKinds].sort());
  expect(Object.keys(groupAsks).sort()).toEqual([...groupKinds].sort());
  // Nothing on the hub is public.
  const known = new Set<string>([...permissions, "own", "self"]);
  for (const { permission } of Object.values(streams)) expect(known).toContain(permission);
  for (const [name, { permission }] of Object.entries(opsHub.server)) {
    if (typeof permission === "string") expect(known, name).toContain(permission);
    else expect(["subscribe", "joinGroup"]).toContain(name);
  }
});

it("[MATRIX-HUB] each caller is answered on each wire by each method, stream and kind of group as the table says", async () => {
  await using database = await testDatabase();
  await using world = await startWorld(database);
  const admin = await addUser(world.services, { role: "admin", name: "Ada Admin" });
  // What streamMetricHistory is asked for.
  await recordSamples(as(world.services, "operator"), { samples: [{ name: "queue.depth", value: 1 }] });
  const callers = await everyCaller(world.services, admin);
  const wrong: string[] = [];
  let cells = 0;
  const check = (caller: EveryCaller, place: string, seen: string, expected: string) => {
    cells += 1;
    if (seen !== expected) wrong.push(`${place} by ${caller.name}: ${seen}, not ${expected}`);
  };
  const sse = (caller: EveryCaller, stream: string) =>
    openEvents(`${world.url}/api/stream?streams=${stream}`, { headers: ownOrigin(world, caller.headers) });

  for (const caller of callers.filter((one) => !isAlive(one))) {
    for (const transport of ["websocket", "polling"] as const) {
      const { client, code } = await connect(world, caller, transport);
      client.close();
      check(caller, transport, String(code), "UNAUTHENTICATED");
    }
    using raw = await openWebSocket(world.url, { headers: ownOrigin(world, caller.headers) });
    check(caller, "/ws", String(await raw.closed), "4401");
    for (const stream of DurableStreamName.options) {
      using opened = await sse(caller, stream);
      check(caller, `SSE ${stream}`, String(opened.status), "401");
    }
  }

  for (const caller of callers.filter(isAlive)) {
    const { client, code } = await connect(world, caller, "websocket");
    const polling = await connect(world, caller, "polling");
    check(caller, "websocket", String(code), "null");
    check(caller, "polling", String(polling.code), "null");
    for (const [name, line] of Object.entries(methodTable)) {
      const ask = asks[name as keyof typeof asks];
      check(caller, name, await codeOf(ask(client, world)), expectedOf(line, caller));
    }
    for (const [kind, line] of Object.entries(groupTable)) {
      const ask = groupAsks[kind];
      if (ask) check(caller, `group ${kind}`, await codeOf(ask(client, world)), expectedOf(line, caller));
    }
    using raw = await openWebSocket(world.url, { headers: ownOrigin(world, caller.headers) });
    for (const stream of Object.keys(streamTable) as StreamName[]) {
      const expected = expectedOf(streamTable[stream], caller);
      const input = subscribeTo(stream);
      check(caller, `subscribe ${stream}`, await codeOf(client.invoke("subscribe", input)), expected);
      check(caller, `polled ${stream}`, await codeOf(polling.client.invoke("subscribe", input)), expected);
      check(caller, `/ws ${stream}`, await subscribeRaw(raw, stream), expected);
      const durable = DurableStreamName.safeParse(stream).data;
      if (durable === undefined) continue;
      // From a place on, no list is read that would refuse by itself.
      const { epoch, head } = await readSnapshot(database, (tx) => readHead(tx, durable));
      const since = { stream: durable, epoch, offset: head };
      check(caller, `resume ${stream}`, await codeOf(polling.client.invoke("subscribe", since)), expected);
      using opened = await sse(caller, stream);
      check(caller, `SSE ${stream}`, String(opened.status), expected === "ok" ? "200" : "403");
    }
    client.close();
    polling.client.close();
  }
  expect(wrong).toEqual([]);
  expect(cells).toBe(13 * 36 + 11 * 6);
}, 300_000);
