import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db/open";
import { testDatabase } from "@/lib/db/testing";
import { isHubError } from "@/lib/hub-protocol";
import { listSeries } from "./list-series";
import { recordSamples } from "./record-samples";
import { mostSeries } from "./series-registry";
import { type MetricsWorld, metricsWorld, sample } from "./testing";

const nowMs = Date.UTC(2026, 10, 21, 12);
const at = (agoMs: number) => new Date(nowMs - agoMs).toISOString();

/** The error that a call ends with; the test fails if it ends well. */
async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isHubError(error)) throw error ?? new Error("It was not refused.");
  return { code: error.code, path: error.fields?.[0]?.path };
}

const countRows = async (database: Database) => {
  const { rows } = await database.pool.query(
    "select (select count(*)::int from series) + (select count(*)::int from sources) as count",
  );
  return rows[0].count as number;
};

describe("recordSamples", () => {
  let world: MetricsWorld;
  beforeEach(async () => {
    const database = await testDatabase();
    world = await metricsWorld(database, nowMs);
    return () => database[Symbol.asyncDispose]();
  });

  it("[source] is the label `source`, else `service`, else `host`, else the sender", async () => {
    await recordSamples(world.context(), {
      samples: [
        { name: "a", value: 1, labels: { source: "shop", service: "api", host: "web-1" } },
        { name: "b", value: 2, labels: { service: "api", host: "web-1" } },
        { name: "c", value: 3, labels: { host: "web-1" } },
        { name: "d", value: 42.5, unit: "ms" },
      ],
    });
    const { items, sources } = await listSeries(world.context("viewer"), {});
    expect(items.map(({ name, source, labels, unit }) => ({ name, source, labels, unit }))).toEqual([
      { name: "b", source: "api", labels: { service: "api", host: "web-1" }, unit: "" },
      { name: "d", source: "Olga", labels: {}, unit: "ms" },
      { name: "a", source: "shop", labels: { service: "api", host: "web-1" }, unit: "" },
      { name: "c", source: "web-1", labels: { host: "web-1" }, unit: "" },
    ]);
    expect(sources.map(({ name, kind, health }) => ({ name, kind, health }))).toEqual(
      ["api", "Olga", "shop", "web-1"].map((name) => ({ name, kind: "external", health: "healthy" })),
    );
  });

  it.each([
    ["too old", { at: at(3_000_001) }, "INVALID_ARGUMENT", "samples.1.at"],
    ["too far in the future", { at: at(-60_001) }, "INVALID_ARGUMENT", "samples.1.at"],
    ["no time", { at: "yesterday" }, "INVALID_ARGUMENT", "samples.1.at"],
    ["not a number", { value: Number.NaN }, "INVALID_ARGUMENT", "samples.1.value"],
    ["infinite", { value: Number.POSITIVE_INFINITY }, "INVALID_ARGUMENT", "samples.1.value"],
    ["beyond what can be summed", { value: 1e101 }, "INVALID_ARGUMENT", "samples.1.value"],
    ["a text for a number", { value: "5" }, "INVALID_ARGUMENT", "samples.1.value"],
    ["a bad name", { name: "5xx" }, "INVALID_ARGUMENT", "samples.1.name"],
    ["an unknown field", { valeu: 5 }, "INVALID_ARGUMENT", "samples.1.valeu"],
    [
      "a label with a control character",
      { labels: { host: "web\u00001" } },
      "INVALID_ARGUMENT",
      "samples.1.labels.host",
    ],
    ["a label that is no Unicode", { labels: { host: "web\ud800" } }, "INVALID_ARGUMENT", "samples.1.labels.host"],
    ["a unit of its own", { name: "known", unit: "s" }, "INVALID_ARGUMENT", "samples.1.unit"],
  ])("[wrong input] %s: refused by its path, nothing is written", async (_, wrong, code, path) => {
    await recordSamples(world.context(), { samples: [{ name: "known", value: 1, unit: "ms" }] });
    const before = { rows: await countRows(world.database), pending: world.store.pending.rows };
    const samples = [
      { name: "fresh", value: 1 },
      { name: "other", value: 1, ...wrong },
      { name: "last", value: 1 },
    ];
    expect(await refusalOf(recordSamples(world.context(), { samples } as never))).toEqual({ code, path });
    expect({ rows: await countRows(world.database), pending: world.store.pending.rows }).toEqual(before);
  });

  it("[permission] a viewer cannot send, whoever is not signed in cannot read", async () => {
    const samples = [{ name: "m", value: 1 }];
    expect(await refusalOf(recordSamples(world.context("viewer"), { samples }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refusalOf(listSeries({ ...world.context(), principal: null }, {}))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(await countRows(world.database)).toBe(0);
  });

  it("[times] the oldest and the newest that are allowed are taken, in any zone", async () => {
    const zoned = new Date(nowMs - 60_000 + 7_200_000).toISOString().replace("Z", "+02:00");
    const samples = [at(3_000_000), at(-60_000), zoned].map((each) => ({ name: "m", value: 1, at: each }));
    expect(await recordSamples(world.context(), { samples })).toEqual({ accepted: 3 });
    world.store.pending.seal();
    expect(world.store.pending.first()?.map((row) => row.second * 1000)).toEqual([
      nowMs - 3_000_000,
      nowMs + 60_000,
      nowMs - 60_000,
    ]);
  });

  it("[at most 2,000 series] beyond them a new series is refused, known ones go on", async () => {
    const many = Array.from({ length: mostSeries }, (_, i) => ({ name: `m${i}`, value: i }));
    await recordSamples(world.context(), { samples: many });
    const beyond = recordSamples(world.context(), { samples: [...many.slice(0, 5), { name: "one.more", value: 1 }] });
    expect(await refusalOf(beyond)).toEqual({ code: "CONFLICT", path: "samples.5.name" });
    expect(await recordSamples(world.context(), { samples: many })).toEqual({ accepted: mostSeries });
    await world.restart();
    expect(world.store.listSeries()).toHaveLength(mostSeries);
  });

  it("[series identity] many senders of the same new series at once make it once", async () => {
    const samples = Array.from({ length: 20 }, (_, i) => ({ name: `m${i}`, value: 1, labels: { source: "shop" } }));
    await Promise.all(Array.from({ length: 10 }, () => recordSamples(world.context(), { samples })));
    expect(world.store.listSeries()).toHaveLength(20);
    expect(await countRows(world.database)).toBe(21);
  });

  it("[restart] finds sources, series, units and labels again", async () => {
    const longest = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`label_${i}`, "ü".repeat(120)]));
    await recordSamples(world.context(), {
      samples: [
        { name: "m", value: 1, unit: "ms", labels: { source: "shop", path: "/a" } },
        { name: "m", value: 1, labels: { ...longest, source: "shop" } },
      ],
    });
    const before = world.store.listSeries();
    await world.restart();
    expect(world.store.listSeries()).toEqual(before);
    await recordSamples(world.context(), {
      samples: [{ name: "m", value: 1, labels: { ...longest, source: "shop" } }],
    });
    expect(world.store.listSeries()).toEqual(before);
  });

  it("[unit] is learnt once and kept over a restart", async () => {
    await recordSamples(world.context(), { samples: [{ name: "m", value: 1 }] });
    const { revision } = world.store.describeSet(world.store.listSources()[0]?.id ?? "");
    await recordSamples(world.context(), { samples: [{ name: "m", value: 1, unit: "ms" }] });
    expect(world.store.describeSet(world.store.listSources()[0]?.id ?? "").revision).toBe(revision + 1);
    await world.restart();
    expect(world.store.listSeries()[0]?.unit).toBe("ms");
  });

  it("[overview] holds the series of this machine, this process and the shop, in its order", async () => {
    const own = (source: string, kind: "host" | "process" | "business") => ({ source, kind });
    await world.store.record([
      sample("revenue.today", 1, nowMs, { ...own("orders", "business"), unit: "EUR", labels: { currency: "EUR" } }),
      sample("revenue.today", 1, nowMs, { ...own("orders", "business"), unit: "USD", labels: { currency: "USD" } }),
      sample("database.latency", 1, nowMs, { ...own("pulseboard", "process"), unit: "ms" }),
      sample("host.cpu.busy", 1, nowMs, { ...own("this-host", "host"), unit: "%" }),
      sample("host.cpu.busy", 1, nowMs, { ...own("other-host", "host"), unit: "%" }),
      sample("host.cpu.busy", 1, nowMs, { source: "a-sender" }),
    ]);
    expect(
      world.store.describeSet("overview").series.map((each) => `${each.source} ${each.name} ${each.unit}`),
    ).toEqual([
      "this-host host.cpu.busy %",
      "pulseboard database.latency ms",
      "orders revenue.today EUR",
      "orders revenue.today USD",
    ]);
    expect(world.store.latest("host.cpu.busy")).toEqual({ value: 1, atMs: nowMs });
  });

  it("[own sources] a machine may be called like this process; an external source of the machine's name becomes the machine", async () => {
    const host = { kind: "host" as const, source: "pulseboard", unit: "%" };
    await world.store.record([sample("nginx.requests", 1, nowMs, { source: "pulseboard" })]);
    await world.store.record([sample("host.cpu.busy", 1, nowMs, host)]);
    await world.store.record([sample("process.cpu", 1, nowMs, { ...host, kind: "process" })]);
    await world.store.record([sample("host.cpu.busy", 2, nowMs, host)]);
    expect(world.store.listSources()).toMatchObject([{ name: "pulseboard", kind: "host" }]);
    expect(world.store.listSeries()).toHaveLength(3);
    await world.restart();
    expect(world.store.listSources()).toMatchObject([{ name: "pulseboard", kind: "host" }]);
  });

  it("[wrong input] an unknown set is named", async () => {
    expect(await refusalOf(Promise.resolve().then(() => world.store.describeSet("no-such")))).toEqual({
      code: "NOT_FOUND",
      path: "set",
    });
  });
});
