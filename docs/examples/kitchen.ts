import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { createHubClient } from "@/lib/hub-client";
import { clientResult, defineContract, event, HubError, Notice, operation, streamOperation } from "@/lib/hub-protocol";
import { type Call, createHub, createHubServer, type HubLog, type Principal } from "@/server/hub";

// 1. The contract, once for both ends: what can be called, what can be told, what a client can be asked.
const Dish = z.strictObject({ table: z.int(), name: z.string() });
const nothing = z.strictObject({});
export const kitchen = defineContract({
  path: "/hubs/kitchen",
  server: {
    order: operation({ input: Dish, output: z.strictObject({ number: z.int() }), permission: "kitchen.order" }),
    watchTable: operation({ input: z.strictObject({ table: z.int() }), output: nothing, permission: "own" }),
    countdown: streamOperation({ input: z.strictObject({ from: z.int() }), item: z.int(), permission: "own" }),
    orderMany: operation({ input: nothing, upload: Dish, output: z.int(), permission: "kitchen.order" }),
  },
  client: {
    dishReady: event(Dish, { delivery: "state" }),
    notice: event(Notice, { delivery: "state" }),
    isHungry: clientResult({ input: nothing, output: z.boolean() }),
  },
});
type Kitchen = typeof kitchen;
type Asked<Input, Upload = never> = Call<Kitchen, Principal, Input, Upload>;

// 2. The hub: one object per call, with what it needs handed in. The contract has checked permission and input.
class KitchenHub {
  readonly #orders: z.infer<typeof Dish>[];

  constructor(orders: z.infer<typeof Dish>[]) {
    this.#orders = orders;
  }

  order({ input, clients }: Asked<z.infer<typeof Dish>>) {
    if (input.name === "fugu") throw new HubError("CONFLICT", "Not today.", { data: { instead: "cod" } });
    const number = this.#orders.push(input);
    clients.group(`table:${input.table}`).dishReady(input);
    return { number };
  }

  watchTable({ input, groups, connectionId }: Asked<{ table: number }>) {
    groups.add(connectionId, `table:${input.table}`);
    return {};
  }

  async *countdown({ input }: Asked<{ from: number }>) {
    for (let n = input.from; n > 0; n -= 1) yield n;
  }

  async orderMany({ upload }: Asked<object, z.infer<typeof Dish>>) {
    let count = 0;
    for await (const dish of upload) count = this.#orders.push(dish);
    return count;
  }
}

export async function startKitchen(log: HubLog) {
  const httpServer = createServer();
  const orders: z.infer<typeof Dish>[] = [];
  const server = createHubServer({ httpServer, log, checkOrigin: () => true });
  const hub = createHub<Kitchen, Principal>(server, kitchen, {
    authenticate: async ({ auth }) => {
      if (auth.token !== "waiter-7") throw new HubError("UNAUTHENTICATED", "Who are you?");
      return { principal: { id: "7", name: "Wanda", role: "waiter", permissions: ["kitchen.order"] } };
    },
    implementation: () => new KitchenHub(orders),
  });
  await new Promise<void>((listening) => httpServer.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
  const stop = async () => {
    await hub[Symbol.asyncDispose]();
    await server.close();
    httpServer.close();
  };
  return { hub, url, stop };
}

// 3. A client, in a browser or in Node: typed by the contract, back by itself after every cut.
export function connectWaiter(url: string) {
  const client = createHubClient(kitchen, { url, auth: async () => ({ token: "waiter-7" }) });
  client.handle("isHungry", () => true);
  client.connect();
  return client;
}

export async function serveATable(log: HubLog) {
  const { hub, url, stop } = await startKitchen(log);
  const waiter = connectWaiter(url);
  try {
    const ready = new Promise<string>((resolve) => waiter.on("dishReady", ({ name }) => resolve(name)));
    await waiter.invoke("watchTable", { table: 4 });
    const { number } = await waiter.invoke("order", { table: 4, name: "soup" });

    const refused = await waiter.invoke("order", { table: 4, name: "fugu" }).catch((error: HubError) => error.code);

    const counted: number[] = [];
    for await (const n of waiter.iterate("countdown", { from: 3 })) counted.push(n);

    async function* twoCakes() {
      for (const table of [4, 5]) yield { table, name: "cake" };
    }
    const ordered = await waiter.invoke("orderMany", {}, { upload: twoCakes() });

    // From outside any call, as a worker or a route handler would: tell a group, ask one client.
    const [connection] = hub.connections();
    const hungry = await hub.clients.client(connection?.id ?? "").invoke("isHungry", {}, { timeoutMs: 2_000 });
    return { ready: await ready, number, refused, counted, ordered, hungry };
  } finally {
    waiter.close();
    await stop();
  }
}
