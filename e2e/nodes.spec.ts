import { spawn } from "node:child_process";
import { once } from "node:events";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient, type HubClient } from "@/lib/hub-client";
import { apiClient, type DemoRole, orderBody, uniqueNumber } from "./fixtures/api";
import { Cluster } from "./fixtures/cluster";
import type { ServerProcess } from "./fixtures/server-process";
import { expect, test } from "./fixtures/test";

interface Watcher extends AsyncDisposable {
  client: HubClient<OpsHub>;
  /** Numbers of the orders that it was told, each as often as it was. */
  orders: string[];
  /** `name×connections` of everybody who is present, by its own reckoning. */
  present(): string[];
  ended: Promise<string>;
}

/** Somebody who follows orders and presence on one of the processes. */
async function watch(server: ServerProcess, role: DemoRole): Promise<Watcher> {
  const { token } = await apiClient(server.url, role);
  const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    url: server.url,
    auth: async () => ({ token }),
    transports: ["websocket"],
  });
  const orders: string[] = [];
  const people = new Map<string, string>();
  const note = (users: readonly { name: string; connections: number }[]) => {
    for (const { name, connections } of users) {
      if (connections > 0) people.set(name, `${name}×${connections}`);
      else people.delete(name);
    }
  };
  client.on("presence", ({ joined, left }) => note([...joined, ...left]));
  const ended = new Promise<string>((resolve) => {
    client.subscribeState((state) => {
      if (state.kind === "closed") resolve(state.code);
    });
  });
  const started = new Promise<void>((resolve) => {
    client.stream("orders", {
      onSnapshot: () => resolve(),
      onEvents: (events) => orders.push(...events.map(({ data }) => (data as { number: string }).number)),
    });
  });
  client.connect();
  await started;
  note(
    ((await client.invoke("subscribe", { stream: "presence" })) as { users: { name: string; connections: number }[] })
      .users,
  );
  return {
    client,
    orders,
    present: () => [...people.values()].sort(),
    ended,
    [Symbol.asyncDispose]: async () => client.close(),
  };
}

const createOrder = async (server: ServerProcess): Promise<string> => {
  const number = uniqueNumber();
  const { status } = await (await apiClient(server.url, "operator")).post("/api/orders", orderBody(number));
  expect(status).toBe(201);
  return number;
};

test.describe("several processes on one PostgreSQL and one Redis", () => {
  test.setTimeout(300_000);

  test("[NODES] an order is seen everywhere once, presence is that of all, and a kill -9 takes its people and not the work", async () => {
    await using cluster = await Cluster.start({ roles: ["", "", ""] });
    const [a, b, c] = [cluster.at(0), cluster.at(1), cluster.at(2)];
    await using onA = await watch(a, "admin");
    await using onB = await watch(b, "viewer");
    await using onC = await watch(c, "operator");
    const all = [onA, onB, onC];
    for (const server of cluster.servers) {
      const number = await createOrder(server);
      for (const each of all) await expect.poll(() => each.orders.filter((told) => told === number)).toEqual([number]);
    }
    const everybody = ["Ada Admin×1", "Olaf Operator×1", "Vera Viewer×1"];
    for (const each of all) await expect.poll(() => each.present().length).toBe(everybody.length);

    // The first that was started leads.
    await a.kill("SIGKILL");
    const number = await createOrder(c);
    for (const each of [onB, onC])
      await expect.poll(() => each.orders.filter((told) => told === number)).toEqual([number]);
    for (const each of [onB, onC]) await expect.poll(() => each.present().length, { timeout: 30_000 }).toBe(2);
    await a.boot();
    await expect.poll(() => onA.client.state.kind, { timeout: 30_000 }).toBe("live");
    const after = await createOrder(a);
    for (const each of all) await expect.poll(() => each.orders.filter((told) => told === after)).toEqual([after]);
    expect(
      onA.orders.filter((told) => told === number),
      "told on its return",
    ).toEqual([number]);
  });

  test("[NODES-REVOKE] whoever loses their access on one process is closed on every other", async () => {
    await using cluster = await Cluster.start({ roles: ["", ""] });
    await using onB = await watch(cluster.at(1), "viewer");
    const admin = await apiClient(cluster.at(0).url, "admin");
    const { items } = await admin.get<{ items: { id: string; email: string }[] }>("/api/admin/users");
    const viewer = items.find(({ email }) => email === "viewer@pulseboard.local");
    await admin.post(`/api/admin/users/${viewer?.id}`, { disabled: true }, "PATCH");
    expect(await onB.ended).toBe("REVOKED");
  });

  test("[NODES-ROLES] pages, connections and work in processes of their own", async () => {
    await using cluster = await Cluster.start({ roles: ["worker", "web", "hub"] });
    const [worker, web, hub] = [cluster.at(0), cluster.at(1), cluster.at(2)];
    const { token } = await apiClient(web.url, "viewer");
    expect((await fetch(`${worker.url}/healthz`)).status).toBe(200);
    // A process is up when it has heard itself.
    await expect
      .poll(async () => (await fetch(`${hub.url}/readyz`)).json())
      .toMatchObject({ status: "ready", redis: "up", otherNodes: 2 });
    expect((await fetch(`${hub.url}/login`)).status).toBe(404);
    expect((await fetch(`${web.url}/login`)).status).toBe(200);
    expect((await fetch(`${web.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(404);
    const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
      url: hub.url,
      auth: async () => ({ token }),
      transports: ["websocket"],
    });
    const told: string[] = [];
    const started = new Promise<void>((resolve) => {
      client.stream("orders", {
        onSnapshot: () => resolve(),
        onEvents: (events) => told.push(...events.map(({ data }) => (data as { number: string }).number)),
      });
    });
    client.connect();
    await started;
    const number = await createOrder(web);
    await expect.poll(() => told).toEqual([number]);
    client.close();
  });

  test("[NODES-ALONE] a second process without Redis does not start, and says what to do", async () => {
    await using cluster = await Cluster.start({ roles: [""] });
    const child = spawn(process.execPath, ["dist/main.js"], {
      env: {
        ...process.env,
        NODE_ENV: "production",
        HOST: "127.0.0.1",
        PORT: "0",
        LOG_LEVEL: "silent",
        DATABASE_URL: cluster.postgres.url,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [code] = await once(child, "exit");
    expect([code, stderr.trim()]).toEqual([
      1,
      "Another process uses this database. Several need Redis between them: set the same REDIS_URL for all.",
    ]);
  });
});
