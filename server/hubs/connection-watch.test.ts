import { expect, it } from "vitest";
import type { ConnectionsChange, LiveConnection } from "@/lib/contracts/connections";
import { liveConnection } from "@/lib/contracts/testing";
import { createConnectionWatch } from "./connection-watch";

function world() {
  const state = { list: [] as LiveConnection[], watchers: 0, looks: 0 };
  const told: ConnectionsChange[] = [];
  const watch = createConnectionWatch({
    list: async () => {
      state.looks++;
      return { connections: state.list, total: state.list.length, isPartial: false };
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
  await watch.watch(() => undefined);
  state.list = [liveConnection("short")];
  watch.mark();
  // The second watcher's list holds it before anybody was told.
  expect((await watch.watch(() => undefined)).connections.map(({ id }) => id)).toEqual(["short"]);
  state.list = [];
  watch.mark();
  await expect.poll(() => told.flatMap(({ closed }) => closed)).toEqual(["short"]);
});

it("[OPS-WATCH-DIFFS] only what changed is told", async () => {
  using test = world();
  const { state, told, watch } = test;
  state.watchers = 1;
  state.list = [liveConnection("a"), liveConnection("b")];
  await watch.watch(() => undefined);
  told.length = 0;
  state.list = [liveConnection("a"), liveConnection("b", { latencyMs: 12 })];
  await expect.poll(() => told).toHaveLength(1);
  expect(told[0]).toEqual({
    opened: [],
    closed: [],
    changed: [liveConnection("b", { latencyMs: 12 })],
    total: 2,
    isPartial: false,
  });
});

it("[OPS-WATCH-IDLE] without watchers nobody looks", async () => {
  using test = world();
  const { state, watch } = test;
  state.watchers = 1;
  await watch.watch(() => undefined);
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
