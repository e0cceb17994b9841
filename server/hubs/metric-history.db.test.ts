import { expect, it, onTestFinished, vi } from "vitest";
import { type HistoryWindow, wholeChunk, withChunk } from "@/lib/client/metrics/history-window";
import { readChunks } from "@/lib/client/metrics/read-history";
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

/** A world with series over the last 50 minutes, two if not named, written, and somebody who may read them. */
async function world(database: Awaited<ReturnType<typeof testDatabase>>, names = ["a", "b"]) {
  const ops = await startTestOps(database);
  const operator = await addUser(ops.services, { role: "operator" });
  const nowMs = Date.now();
  const samples = [1, 5, 20, 45].flatMap((ago) =>
    names.map((name) => ({ name, value: ago, at: new Date(nowMs - ago * minuteMs).toISOString() })),
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

it("[OPS-HISTORY-REST] what breaks off with the connection is read by REST, whole", async () => {
  await using database = await testDatabase();
  // So many that more chunks are needed than may be under way.
  const names = Array.from({ length: 24 }, (_, i) => `many.${i}`);
  const { ops: started, operator, question } = await world(database, names);
  await using ops = started;
  const client = await ops.connect(operator);
  const asked: string[] = [];
  // A page's own origin, which Node has not: the answer is the verb's that stands behind this route.
  vi.stubGlobal("fetch", async (path: string) => {
    const url = new URL(path, "http://page.test");
    asked.push(url.pathname);
    const query = Object.fromEntries(url.searchParams) as Record<"series" | "from" | "to", string>;
    return Response.json(await queryMetrics(contextOf(ops.services, operator), query));
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const [fromMs, toMs] = [Date.parse(question.from), Date.parse(question.to)];
  const chunks = readChunks(client, { seriesIds: question.series, fromMs, toMs }, new AbortController().signal);
  let window: HistoryWindow | null = null;
  for await (const chunk of chunks) {
    if (window === null) client.close();
    window = withChunk(window, chunk);
  }
  expect(asked).toEqual(["/api/metrics/query"]);
  const whole = await queryMetrics(contextOf(ops.services, operator), question);
  expect(window).toEqual(withChunk(null, wholeChunk(whole)));
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
