import { setTimeout as wait } from "node:timers/promises";
import { type SoakClient, type Wire, wires } from "../clients/client";
import { follow } from "../clients/fleet";
import { alone, BrokenPromise, type Figures, type Row, type RowContext } from "../row";
import { ConnectionWatcher } from "../world/connection-list";
import { DeadWay } from "../world/dead-way";
import { World } from "../world/world";

const connections = 20;
const barMs = 31_000;
const pingIntervalMs = 15_000;
/** An event stream has no pings of its own to answer: docs/delivery.md says so. */
const watched: readonly Wire[] = wires.filter((wire) => wire !== "sse");
const wireOf = (i: number): Wire => watched[i % watched.length] ?? "websocket";

export const halfOpen: Row = {
  name: "half-open",
  fault: "the way to a client goes dead without a word, anywhere between two pings",
  holds: "presence gone within 31 s",
  rounds: 1,
  shortRounds: 0,
  atOnce: connections,
  roundTimeoutMs: 300_000,
  cells: [
    { figure: "goneMs", label: "connection gone", as: "p50", unit: "ms" },
    { figure: "goneMs", label: "connection gone", as: "max", unit: "ms", atMost: barMs },
    { figure: "presenceMs", label: "user's presence gone after the last", as: "max", unit: "ms", atMost: barMs },
  ],
  open: alone(runRound),
};

async function runRound({ program, random }: RowContext): Promise<Figures> {
  // Nobody but those behind the proxies is a viewer here.
  await using world = await World.open({ program, clients: 0 });
  using watcher = new ConnectionWatcher(world.url, world.tokens);
  const proxies: DeadWay[] = [];
  const clients: SoakClient[] = [];
  try {
    for (let i = 0; i < connections; i += 1) {
      const proxy = await DeadWay.open(world.url);
      proxies.push(proxy);
      clients.push(follow(proxy.url, world.tokens, wireOf(i), "viewer", `half-open ${i}`));
      await watcher.until(({ open }) => viewers(open).length === i + 1, 30_000, `connection ${i}`);
    }
    return await cutOff(proxies, watcher, random);
  } finally {
    for (const client of clients) client.stop();
    for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
  }
}

async function cutOff(proxies: readonly DeadWay[], watcher: ConnectionWatcher, random: () => number): Promise<Figures> {
  const ids = viewers(watcher.open).map(({ id }) => id);
  const userId = viewers(watcher.open)[0]?.userId ?? "";
  if (!watcher.isPresent(userId)) throw new BrokenPromise("the viewer is not told as present");
  const deadMs = new Map<string, number>();
  await Promise.all(
    proxies.map(async (proxy, i) => {
      await wait(random() * pingIntervalMs);
      proxy.goDead();
      // Opened one after the other, so in the order of the list.
      deadMs.set(ids[i] ?? "", performance.now());
    }),
  );
  const lastDeadMs = performance.now();
  await watcher.until((now) => ids.every((id) => now.goneMs(id) !== undefined), barMs + 10_000, "connections gone");
  await watcher.until((now) => !now.isPresent(userId), barMs + 10_000, "presence gone");
  return {
    goneMs: ids.map((id) => (watcher.goneMs(id) ?? 0) - (deadMs.get(id) ?? 0)),
    presenceMs: performance.now() - lastDeadMs,
  };
}

const viewers = <C extends { role: string }>(open: readonly C[]): C[] => open.filter(({ role }) => role === "viewer");
