import { type MetricChunk, type MetricColumns, operations } from "@/lib/contracts/metrics";
import type { Services } from "../context";
import { defineStreamVerb } from "../define-verb";
import { chunksOf } from "./axis-chunks";
import { type MetricReading, planReading, readAxis } from "./metric-reading";

/** The same window as `queryMetrics` in chunks, newest first; each is read when the one before has been taken. */
export const streamMetricHistory = defineStreamVerb(
  operations.streamMetricHistory,
  async ({ services, signal }, input) => readChunks(services, planReading(services, input), signal),
);

async function* readChunks(
  services: Services,
  { series, axis }: MetricReading,
  signal: AbortSignal | undefined,
): AsyncGenerator<MetricChunk> {
  const whole = { from: axis.startMs, to: axis.endMs };
  for (const chunk of chunksOf(axis, series.length)) {
    if (signal?.aborted) return;
    const { from, to, stepMs, series: columns } = await readAxis(services, series, chunk);
    yield { whole, from, to, stepMs, series: columns.map(inChunk) };
  }
}

const inChunk = ({ id, avg, min, max }: MetricColumns["series"][number]): MetricChunk["series"][number] => ({
  id,
  columns: avg.every((value) => value === null) ? null : { avg, min, max },
});
