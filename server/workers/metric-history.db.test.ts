import { beforeEach, describe, expect, it } from "vitest";
import type { MetricColumns } from "@/lib/contracts/metrics";
import { makePartitionsAhead } from "@/lib/db/partitions";
import { testDatabase, testLog } from "@/lib/db/testing";
import { queryMetrics } from "@/lib/services/metrics/query-metrics";
import { resolutions } from "@/lib/services/metrics/resolutions";
import { type MetricsWorld, metricsWorld, sample, seededRandom } from "@/lib/services/metrics/testing";
import { type MetricWriter, startMetricWriter } from "./metric-writer";
import { pruneSamples } from "./prune-samples";
import { rollUp } from "./rollup";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const startMs = Date.UTC(2026, 10, 21, 5, 59, 30);

/** Every sample that was recorded and not lost, by series. */
class Oracle {
  private readonly samples = new Map<string, { atMs: number; value: number }[]>();

  add(name: string, value: number, atMs: number): void {
    const samples = this.samples.get(name) ?? [];
    samples.push({ atMs, value });
    this.samples.set(name, samples);
  }

  /** By hand: what a query over this axis must answer. */
  expected(name: string, { times, stepMs }: Pick<MetricColumns, "times" | "stepMs">) {
    const buckets = new Map<number, number[]>();
    for (const { atMs, value } of this.samples.get(name) ?? []) {
      const start = Math.floor(atMs / stepMs) * stepMs;
      const bucket = buckets.get(start);
      if (bucket) bucket.push(value);
      else buckets.set(start, [value]);
    }
    const column = (reduce: (values: number[]) => number) =>
      times.map((time) => {
        const values = buckets.get(time);
        return values ? reduce(values) : null;
      });
    return {
      avg: column((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
      min: column((values) => Math.min(...values)),
      max: column((values) => Math.max(...values)),
    };
  }
}

describe("writer, rollup and query", () => {
  let world: MetricsWorld;
  let writer: MetricWriter;
  let oracle: Oracle;

  beforeEach(async () => {
    const database = await testDatabase();
    world = await metricsWorld(database, startMs);
    oracle = new Oracle();
    startWriter();
    return async () => {
      await writer[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    };
  });

  /** Flushed by hand: its own tick is further away than any test lasts. */
  const startWriter = () => {
    writer = startMetricWriter({ store: world.store, database: world.database, log: testLog, intervalMs: day });
  };

  /** As after `kill -9`: what was not written is gone. */
  const kill = async () => {
    const dead = world.store;
    await world.restart();
    startWriter();
    expect(dead).not.toBe(world.store);
  };

  const rollup = () => rollUp(world, world.nowMs);
  const ids = () => world.store.listSeries().map((each) => each.id);

  const query = (fromMs: number, toMs: number, step?: number, series = ids()) =>
    queryMetrics(world.context("viewer"), {
      series,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      step,
    });

  /** Compares what a query answers with the oracle, bucket by bucket. */
  const verify = async (fromMs: number, toMs: number, step?: number) => {
    const columns = await query(fromMs, toMs, step);
    for (const { name, avg, min, max } of columns.series) {
      const context = `${name} ${fromMs - world.nowMs} ${toMs - world.nowMs} by ${columns.stepMs}`;
      expect({ avg, min, max }, context).toEqual(oracle.expected(name, columns));
    }
    return columns;
  };

  it("[rollup] is exact in every resolution, over restarts, with late, early and missing samples", async () => {
    const random = seededRandom(20);
    const endMs = startMs + 13 * hour;
    let silentUntilMs = 0;
    for (world.nowMs = startMs; world.nowMs < endMs; world.nowMs += 5 * minute) {
      const samples = [];
      if (random() < 0.05) silentUntilMs = world.nowMs + hour;
      for (let atMs = world.nowMs - 5 * minute; atMs < world.nowMs; atMs += 10 * second) {
        samples.push(sample("steady", Math.floor(random() * 1000), atMs + Math.floor(random() * second)));
        if (atMs % (90 * second) === 0 && world.nowMs > silentUntilMs) {
          samples.push(sample("rare", -1 - Math.floor(random() * 1000), atMs));
        }
      }
      if (random() < 0.3)
        samples.push(sample("late", Math.floor(random() * 9), world.nowMs - Math.floor(random() * 50 * minute)));
      if (random() < 0.3)
        samples.push(sample("early", Math.floor(random() * 9), world.nowMs + Math.floor(random() * minute)));
      await world.store.record(samples);
      for (const { name, value, atMs } of samples) oracle.add(name, value, atMs);
      await writer.flush();
      if (random() < 0.1) await kill();
      if (random() < 0.7) await rollup();
      if (random() < 0.5) {
        await makePartitionsAhead(world.database, world.nowMs);
        await pruneSamples(world, world.nowMs);
      }

      // What is late shows with the next pass of the rollup.
      if (random() < 0.2) {
        await rollup();
        const rangeMs = 10 ** (4 + random() * 3.7);
        const agoMs = random() < 0.5 ? 0 : random() * 12 * hour;
        const step = random() < 0.5 ? undefined : Math.ceil(10 ** (3 + random() * 4.3));
        await verify(Math.floor(world.nowMs - agoMs - rangeMs), Math.floor(world.nowMs - agoMs), step);
      }
    }
    await rollup();
    for (const { stepMs } of resolutions) await verify(endMs - 14 * hour, endMs, stepMs);
    for (const rangeMs of [minute, 15 * minute, hour, 6 * hour, day]) await verify(endMs - rangeMs, endMs);
    expect((await query(endMs - 14 * hour, endMs, 6 * hour)).series.map((each) => each.name)).toEqual([
      "early",
      "late",
      "rare",
      "steady",
    ]);
  }, 60_000);

  it("[seamless] the newest sample is in the answer at once, before it is written", async () => {
    await world.store.record([sample("m", 42.5, world.nowMs)]);
    oracle.add("m", 42.5, world.nowMs);
    world.nowMs += 500;
    const { series } = await verify(world.nowMs - minute, world.nowMs);
    expect(series[0]?.avg.at(-1)).toBe(42.5);
  });

  it("[no SQL] the last half hour is answered while the database is away", async () => {
    for (let i = 0; i < 1_500; i++) {
      world.nowMs = startMs + i * second;
      await world.store.record([sample("m", i, world.nowMs)]);
      oracle.add("m", i, world.nowMs);
    }
    const { pool } = world.database;
    world.database = {
      ...world.database,
      pool: Object.assign(Object.create(pool), { query: () => Promise.reject(new Error("away")) }),
    };
    await verify(startMs + second, world.nowMs);
    await expect(query(startMs - 2 * hour, world.nowMs)).rejects.toThrow("away");
  });

  it("[late sample] is in every resolution after the next pass", async () => {
    await world.store.record([sample("m", 10, world.nowMs)]);
    oracle.add("m", 10, world.nowMs);
    await writer.flush();
    world.nowMs += 49 * minute;
    await rollup();
    await world.store.record([sample("m", 30, startMs), sample("m", 5, startMs + 2 * second)]);
    oracle.add("m", 30, startMs);
    oracle.add("m", 5, startMs + 2 * second);
    await writer.flush();
    world.nowMs += 12 * hour;
    await rollup();
    for (const { stepMs } of resolutions) {
      const { series } = await verify(startMs - hour, startMs + 6 * hour, stepMs);
      expect(series[0]?.max.filter((each) => each !== null).length).toBeGreaterThan(0);
    }
  });

  it("[restart] a coarse bucket that was not over when the process died is computed when it is, though nothing came after", async () => {
    world.nowMs = startMs + 10 * minute;
    await world.store.record([sample("m", 7, world.nowMs)]);
    oracle.add("m", 7, world.nowMs);
    await writer.flush();
    world.nowMs += 2 * hour;
    await rollup();
    await pruneSamples(world, world.nowMs);
    await kill();
    world.nowMs += 13 * hour;
    await rollup();
    const { series } = await verify(startMs, startMs + 7 * hour, 6 * hour);
    expect(series[0]?.avg).toContain(7);
  });

  it("[rollup] doing it again changes nothing", async () => {
    for (let i = 0; i < 100; i++) await world.store.record([sample("m", i, startMs + i * 7 * second)]);
    await writer.flush();
    world.nowMs += 7 * hour;
    await rollup();
    const tables = async () =>
      Promise.all(
        resolutions.map(
          async ({ table }) => (await world.database.pool.query(`select *, xmin from ${table} order by 1, 2`)).rows,
        ),
      );
    const before = await tables();
    await kill();
    await rollup();
    expect(await tables()).toEqual(before);
    expect(before.map((rows) => rows.length)).toEqual([100, expect.any(Number), 13, 3, 2, 2]);
  });

  it("[retention] each resolution is kept as long as it says, and nothing goes that is still needed", async () => {
    await world.store.record([sample("m", 1, world.nowMs)]);
    await writer.flush();
    const kept = async () => {
      await pruneSamples(world, world.nowMs);
      const counts = await Promise.all(
        resolutions.map(
          async ({ table }) => (await world.database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n,
        ),
      );
      return counts.join("");
    };
    world.nowMs += 80 * minute;
    // Nothing was computed from it yet.
    expect(await kept()).toBe("100000");
    await rollup();
    expect(await kept()).toBe("011111");
    // A late sample that the database took even later.
    await world.store.record([sample("m", 1, world.nowMs - 50 * minute)]);
    world.nowMs += 40 * minute;
    await writer.flush();
    expect(await kept()).toBe("111111");
    await rollup();
    expect(await kept()).toBe("022221");
    world.nowMs += 7 * hour;
    await rollup();
    expect(await kept()).toBe("022222");
    world.nowMs += day;
    expect(await kept()).toBe("002222");
    world.nowMs += 30 * day;
    expect(await kept()).toBe("000222");
    world.nowMs += 371 * day;
    expect(await kept()).toBe("000000");
  });

  it("[database away] samples are kept and written when it is back; their source's last sample with them", async () => {
    await world.store.record([sample("m", 1, world.nowMs)]);
    const { pool } = world.database;
    const away = {
      ...world.database,
      pool: Object.assign(Object.create(pool), { query: () => Promise.reject(new Error("away")) }),
    };
    const cut = startMetricWriter({ store: world.store, database: away, log: testLog, intervalMs: day });
    await expect(cut.flush()).rejects.toThrow("away");
    await world.store.record([sample("m", 2, world.nowMs), sample("m", 3, world.nowMs + second)]);
    await expect(cut.flush()).rejects.toThrow("away");
    await writer.flush();
    expect(world.store.pending.rows).toBe(0);
    const { rows } = await pool.query("select total, count, min, max from samples_1s order by at");
    expect(rows).toEqual([
      { total: 3, count: 2, min: 1, max: 2 },
      { total: 3, count: 1, min: 3, max: 3 },
    ]);
    await cut[Symbol.asyncDispose]();
  });

  it("[restart] the source's last sample and interval are known again", async () => {
    for (let i = 0; i < 5; i++) {
      world.nowMs = startMs + i * 10 * second;
      await world.store.record([sample("m", i, world.nowMs)]);
    }
    await writer.flush();
    await kill();
    expect(world.store.listSources()).toMatchObject([
      { name: "web-1", intervalMs: 10_000, lastSampleAt: new Date(world.nowMs).toISOString(), health: "healthy" },
    ]);
  });

  it("[wrong input] a range that is empty, backwards or too long, or a series that is not there, is named", async () => {
    await world.store.record([sample("m", 1, world.nowMs)]);
    const failing = (fromMs: number, toMs: number, series?: number[]) =>
      query(fromMs, toMs, undefined, series).then(
        () => null,
        (error) => `${error.code} ${error.fields?.[0]?.path}`,
      );
    expect(await failing(startMs, startMs)).toBe("INVALID_ARGUMENT from");
    expect(await failing(startMs, startMs - 1)).toBe("INVALID_ARGUMENT from");
    expect(await failing(startMs - 401 * day, startMs)).toBe("INVALID_ARGUMENT from");
    expect(await failing(startMs - day, startMs, [...ids(), 999])).toBe("NOT_FOUND series.1");
    expect(await failing(startMs - 400 * day, startMs)).toBeNull();
  });
});
