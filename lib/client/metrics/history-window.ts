import type { MetricChunk, MetricColumns } from "@/lib/contracts/metrics";
import type { ColumnsById, LiveWindow } from "./live-window";

/** A window that fills from its newest end: `missingMs` of its beginning are not read yet. */
export interface HistoryWindow extends LiveWindow {
  missingMs: number;
}

/** The window with one chunk more. A chunk that does not join what is there begins anew. */
export function withChunk(before: HistoryWindow | null, chunk: MetricChunk): HistoryWindow {
  const known = before?.times[0] === chunk.to ? before : null;
  const times = Array.from(
    { length: Math.round((chunk.to - chunk.from) / chunk.stepMs) },
    (_, i) => chunk.from + i * chunk.stepMs,
  );
  const nothing = times.map(() => null);
  const joined = (of: "avg" | "min" | "max", rest: ColumnsById | undefined): ColumnsById =>
    Object.fromEntries(
      chunk.series.map(({ id, columns }) => [id, [...(columns?.[of] ?? nothing), ...(rest?.[id] ?? [])]]),
    );
  return {
    stepMs: chunk.stepMs,
    rangeMs: chunk.whole.to - chunk.whole.from,
    times: [...times, ...(known?.times ?? [])],
    columns: joined("avg", known?.columns),
    lows: joined("min", known?.lows),
    highs: joined("max", known?.highs),
    lastCounts: {},
    newestAt: known?.newestAt ?? newestOf(times, chunk),
    missingMs: chunk.from - chunk.whole.from,
  };
}

function newestOf(times: readonly number[], { series }: MetricChunk): number | null {
  const filled = series.flatMap(({ columns }) => columns ?? []);
  return times.findLast((_, row) => filled.some(({ avg }) => avg[row] !== null)) ?? null;
}

/** What was read at once, as the only chunk. */
export const wholeChunk = ({ from, to, stepMs, series }: MetricColumns): MetricChunk => ({
  whole: { from, to },
  from,
  to,
  stepMs,
  series: series.map(({ id, avg, min, max }) => ({ id, columns: { avg, min, max } })),
});
