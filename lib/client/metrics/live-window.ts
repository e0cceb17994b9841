import type { MetricColumns, MetricFrame, Series } from "@/lib/contracts/metrics";

export type ColumnsById = Record<number, (number | null)[]>;

/**
 * A sliding window of some series: columns as the API gives them, continued by live frames. `times` are bucket starts in ms,
 * `stepMs` apart where nothing is missing; `columns` are means by series id, null where nothing was measured, and `lows` and
 * `highs` the smallest and largest sample of each bucket.
 */
export interface LiveWindow {
  stepMs: number;
  rangeMs: number;
  times: number[];
  columns: ColumnsById;
  lows: ColumnsById;
  highs: ColumnsById;
  /** Samples in the last bucket of each series, to go on with its mean. */
  lastCounts: Record<number, number>;
  /** Newest sample, ms. */
  newestAt: number | null;
}

export function windowOf(columns: MetricColumns): LiveWindow {
  const filled = columns.times.findLastIndex((_, i) => columns.series.some((series) => series.avg[i] !== null));
  const length = filled + 1;
  const byId = (of: "avg" | "min" | "max"): ColumnsById =>
    Object.fromEntries(columns.series.map((series) => [series.id, series[of].slice(0, length)]));
  return {
    stepMs: columns.stepMs,
    rangeMs: columns.to - columns.from,
    times: columns.times.slice(0, length),
    columns: byId("avg"),
    lows: byId("min"),
    highs: byId("max"),
    lastCounts: {},
    newestAt: columns.times[filled] ?? null,
  };
}

/** The window after a frame; `series` are the ones that the frame's values belong to. Frames out of order are left out. */
export function applyFrame(window: LiveWindow, series: readonly Series[], frame: MetricFrame): LiveWindow {
  const bucket = Math.floor(frame.at / window.stepMs) * window.stepMs;
  const last = window.times.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (bucket < last) return window;
  const grows = bucket > last;
  const drop = grows ? window.times.findIndex((time) => time > bucket - window.rangeMs) : 0;
  const from = drop === -1 ? window.times.length : drop;
  // More than three steps without a frame are a gap: one empty bucket breaks the line.
  const broken = grows && Number.isFinite(last) && bucket - last > 3 * window.stepMs;
  const times = grows ? [...window.times.slice(from), ...(broken ? [last + window.stepMs] : []), bucket] : window.times;
  const values = new Map(series.map((one, i) => [one.id, frame.values[i] ?? null]));
  const next: Pick<LiveWindow, "columns" | "lows" | "highs"> = { columns: {}, lows: {}, highs: {} };
  const lastCounts: LiveWindow["lastCounts"] = {};
  /** A column that goes on: `fold` joins the value with what the bucket holds so far, null when it is new. */
  const continued = (
    column: (number | null)[],
    value: number | null,
    fold: (before: number, value: number) => number,
  ) => {
    const before = grows ? null : (column.at(-1) ?? null);
    const folded = value === null ? before : before === null ? value : fold(before, value);
    return grows ? [...column.slice(from), ...(broken ? [null] : []), folded] : column.with(-1, folded);
  };
  for (const [key, column] of Object.entries(window.columns)) {
    const id = Number(key);
    const value = values.get(id) ?? null;
    const before = grows ? null : (column.at(-1) ?? null);
    const count = grows ? 0 : (window.lastCounts[id] ?? (before === null ? 0 : 1));
    lastCounts[id] = count + (value === null ? 0 : 1);
    next.columns[id] = continued(column, value, (mean, one) => (mean * count + one) / (count + 1));
    next.lows[id] = continued(window.lows[id] ?? column, value, Math.min);
    next.highs[id] = continued(window.highs[id] ?? column, value, Math.max);
  }
  const newestAt = [...values.values()].some((value) => value !== null) ? frame.at : window.newestAt;
  return { ...window, ...next, times, lastCounts, newestAt };
}

/** How many of the newest rows say how often samples usually come. */
const usualRows = 20;

/**
 * Whether a frame comes later than samples usually do: what lies between may be known to the server, because frames are lossy
 * and a page takes a while to start.
 */
export function leavesGap(window: LiveWindow, frame: MetricFrame): boolean {
  const filled = window.times.filter((_, row) => Object.values(window.columns).some((column) => column[row] !== null));
  const last = filled.at(-1);
  if (last === undefined) return false;
  const recent = filled.slice(-usualRows);
  const distances = recent.slice(1).map((time, i) => time - (recent[i] ?? time));
  const usualMs = distances.sort((a, b) => a - b)[distances.length >> 1] ?? 0;
  return frame.at - last > 2.5 * Math.max(usualMs, window.stepMs);
}

/** The newest value of a series in the window, with the start of its bucket. */
export function latestOf(window: LiveWindow, seriesId: number): { at: number; value: number } | null {
  const column = window.columns[seriesId];
  const index = column?.findLastIndex((value) => value !== null) ?? -1;
  const value = column?.[index];
  const at = window.times[index];
  return value === null || value === undefined || at === undefined ? null : { at, value };
}
