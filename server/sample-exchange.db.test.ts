import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "@/lib/db/open";
import { testDatabase, testLog } from "@/lib/db/testing";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { metricsWorld } from "@/lib/services/metrics/testing";
import { startNodes, until } from "@/server/hub-tests/nodes";
import { exchangeSamples } from "@/server/sample-exchange";
import { RedisServer } from "@/server/scripts/redis-server";

const nowMs = Date.UTC(2026, 10, 21, 12);

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Two processes of one installation, each with a store of its own over one database. */
async function startTwo(database: Database) {
  const nodes = await startNodes(redis, 2);
  const [a, b] = [(await metricsWorld(database, nowMs)).store, (await metricsWorld(database, nowMs)).store];
  const exchanges = [a, b].map((store, i) => exchangeSamples(store, nodes.nodes[i ? 1 : 0].backplane, testLog));
  return {
    a,
    b,
    log: nodes.nodes[0].log,
    async [Symbol.asyncDispose]() {
      for (const exchange of exchanges) exchange[Symbol.dispose]();
      await nodes[Symbol.asyncDispose]();
    },
  };
}

const record = (store: MetricStore, value: number) =>
  store.record([{ kind: "external", source: "api", name: "load", unit: "%", labels: {}, value, atMs: nowMs }]);

const heard = (store: MetricStore): string[] => store.listSeries().map(({ name, source }) => `${source} ${name}`);

it("[SAMPLES-ALL] what one process has recorded is shown by the other, under the same series, and written once", async () => {
  await using database = await testDatabase();
  await using two = await startTwo(database);
  const { a, b } = two;
  await record(a, 40);
  await until(() => heard(b).length === 1);
  expect(heard(b)).toEqual(["api load"]);
  expect(b.listSeries()).toEqual(a.listSeries());
  expect([a.pending.rows, b.pending.rows]).toEqual([1, 0]);
});

it("[SAMPLES-HOLE] what was lost on the way is read from the database: memory is not taken for complete any more", async () => {
  await using database = await testDatabase();
  await using two = await startTwo(database);
  const { a, b, log } = two;
  await record(a, 1);
  await until(() => heard(b).length === 1);
  // Of no time at all: from where on memory is complete, whatever it still holds.
  const before = b.recentFromMs(0);
  await redis.crash();
  await record(a, 2);
  await until(() => log.entries.some(({ message }) => message === "messages to other nodes were lost"));
  await redis.boot();
  await until(async () => {
    await record(a, 3);
    return b.recentFromMs(0) > before;
  });
}, 30_000);
