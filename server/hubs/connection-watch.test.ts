import { expect, it } from "vitest";
import type { ConnectionsChange, LiveConnection } from "@/lib/contracts/connections";
import { createConnectionWatch } from "./connection-watch";

const connection = (id: string, change: Partial<LiveConnection> = {}): LiveConnection => ({
  id,
  kind: "user",
  userId: id,
  name: id,
  role: "viewer",
  address: "192.0.2.1",
  client: "Firefox · Linux",
  transport: "websocket",
  encoding: "json",
  connectedAt: "2026-11-21T12:00:00.000Z",
  latencyMs: null,
  streams: [],
  queuedBytes: 0,
  ...change,
});

function world() {
  const state = { list: [] as LiveConnection[], watchers: 0, looks: 0 };
  const told: ConnectionsChange[] = [];
  const watch = createConnectionWatch({
    list: () => {
      state.looks++;
      return { connections: state.list, total: state.list.length };
    },
    hasWatchers: () => state.watchers > 0,
    tell: (change) => told.push(change),
    gatherMs: 5,
    intervalMs: 20,
  });
  return { state, told, watch, [Symbol.dispose]: () => watch[Symbol.dispose]() };
}

it("[OPS-WATCH-NO-GHOST] what a newcomer was given is told as closed, also when it was there for a moment only", async () => {
  using test = world();
  const { state, told, watch } = test;
  state.watchers = 1;
  watch.watch();
  state.list = [connection("short")];
  watch.mark();
  // The second watcher's list holds it before anybody was told.
  expect(watch.watch().connections.map(({ id }) => id)).toEqual(["short"]);
  state.list = [];
  watch.mark();
  await expect.poll(() => told.flatMap(({ closed }) => closed)).toEqual(["short"]);
});

it("[OPS-WATCH-DIFFS] only what changed is told", async () => {
  using test = world();
  const { state, told, watch } = test;
  state.watchers = 1;
  state.list = [connection("a"), connection("b")];
  watch.watch();
  told.length = 0;
  state.list = [connection("a"), connection("b", { latencyMs: 12 })];
  await expect.poll(() => told).toHaveLength(1);
  expect(told[0]).toEqual({ opened: [], closed: [], changed: [connection("b", { latencyMs: 12 })], total: 2 });
});

it("[OPS-WATCH-IDLE] without watchers nobody looks", async () => {
  using test = world();
  const { state, watch } = test;
  state.watchers = 1;
  watch.watch();
  await expect.poll(() => state.looks).toBeGreaterThan(1);
  state.watchers = 0;
  watch.mark();
  let looks = -1;
  // Two intervals without a look.
  await expect
    .poll(
      () => {
        const same = looks === state.looks;
        looks = state.looks;
        return same;
      },
      { interval: 50 },
    )
    .toBe(true);
  watch.mark();
  expect(state.looks).toBe(looks);
});
