import { expect, it } from "vitest";
import type { MetricChunk } from "@/lib/contracts/metrics";
import { testDatabase, testLog } from "@/lib/db/testing";
import { addUser, contextOf } from "@/lib/services/identity/testing";
import { queryMetrics } from "@/lib/services/metrics/query-metrics";
import { recordSamples } from "@/lib/services/metrics/record-samples";
import { startMetricWriter } from "@/server/workers/metric-writer";
import { rollUp } from "@/server/workers/rollup";
import { startTestOps } from "./testing";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A world with two series over the last 50 minutes, written, and somebody who may read them. */
async function world(database: Awaited<ReturnType<typeof testDatabase>>) {
  const ops = await startTestOps(database);
  const operator = await addUser(ops.services, { role: "operator" });
  const nowMs = Date.now();
  const samples = [1, 5, 20, 45].flatMap((ago) =>
    ["a", "b"].map((name) => ({ name, value: ago, at: new Date(nowMs - ago * minuteMs).toISOString() })),
  );
  await recordSamples(contextOf(ops.services, operator), { samples });
  // Of what is older than this process only the tables know.
  const writer = startMetricWriter({ store: ops.services.metrics, database, log: testLog, intervalMs: dayMs });
  await writer[Symbol.asyncDispose]();
  await rollUp({ store: ops.services.metrics, database }, nowMs);
  const series = ops.services.metrics.listSeries().map(({ id }) => id);
  const question = { series, from: new Date(nowMs - 30 * dayMs).toISOString(), to: new Date(nowMs).toISOString() };
  return { ops, operator, question };
}

/** A chunk's values of its i-th series, one a bucket. */
function columnOf({ from, to, stepMs, series }: MetricChunk, i: number, kind: "avg" | "min" | "max") {
  return series[i]?.columns?.[kind] ?? Array.from({ length: (to - from) / stepMs }, () => null);
}

it("[OPS-HISTORY-SAME] the chunks together are what one reading answers, newest first", async () => {
  await using database = await testDatabase();
  const { ops: started, operator, question } = await world(database);
  await using ops = started;
  const client = await ops.connect(operator);
  const chunks: MetricChunk[] = [];
  for await (const chunk of client.iterate("streamMetricHistory", question)) chunks.push(chunk);
  const whole = await queryMetrics(contextOf(ops.services, operator), question);
  expect(whole.series[0]?.avg.filter((value) => value !== null)).not.toEqual([]);
  expect(chunks.length).toBeGreaterThan(3);
  expect(chunks[0]?.to).toBe(whole.to);
  expect(chunks.at(-1)?.from).toBe(whole.from);
  expect(chunks.slice(1).map(({ to }) => to)).toEqual(chunks.slice(0, -1).map(({ from }) => from));
  const joined = chunks.toReversed();
  whole.series.forEach((series, i) => {
    for (const kind of ["avg", "min", "max"] as const) {
      expect(joined.flatMap((chunk) => columnOf(chunk, i, kind))).toEqual(series[kind]);
    }
  });
  expect(joined.flatMap((chunk) => columnOf(chunk, 0, "avg"))).toHaveLength(whole.times.length);
  expect(whole.times.length).toBeLessThanOrEqual(2_000);
});

it("[OPS-HISTORY-SMALL] a stretch in which nothing was measured costs next to nothing", async () => {
  await using database = await testDatabase();
  const { ops: started, operator, question } = await world(database);
  await using ops = started;
  const client = await ops.connect(operator);
  const chunks: MetricChunk[] = [];
  for await (const chunk of client.iterate("streamMetricHistory", question)) chunks.push(chunk);
  const [newest, ...empty] = chunks;
  expect(newest?.series.filter(({ columns }) => columns !== null)).toHaveLength(2);
  const mostBytes = 200 + 30 * question.series.length;
  for (const chunk of empty) expect(JSON.stringify(chunk).length).toBeLessThan(mostBytes);
});

it("[OPS-HISTORY-REFUSED] what cannot be answered is refused, with what is wrong", async () => {
  await using database = await testDatabase();
  const { ops: started, operator, question } = await world(database);
  await using ops = started;
  const client = await ops.connect(operator);
  const first = (change: object) => client.iterate("streamMetricHistory", { ...question, ...change }).next();
  await expect(first({ series: [4_711] })).rejects.toMatchObject({ code: "NOT_FOUND", fields: [{ path: "series.0" }] });
  await expect(first({ from: question.to })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await expect(first({ step: 60_000 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT", fields: [{ path: "step" }] });
});
