import type { MetricColumns, Series } from "@/lib/contracts/metrics";
import { csvText } from "@/lib/csv";
import type { ColumnsById, LiveWindow } from "../../metrics/live-window";

/** Series of one or more readings on one axis: `times` ascending in ms, columns by series id as in a `LiveWindow`. */
export interface DrawnData {
  times: readonly number[];
  stepMs: number;
  columns: ColumnsById;
  lows: ColumnsById;
  highs: ColumnsById;
}

type Part = Pick<LiveWindow, "times" | "stepMs" | "columns" | "lows" | "highs">;

const nothing: DrawnData = { times: [], stepMs: 1_000, columns: {}, lows: {}, highs: {} };

/** Readings of several sources as one; where one of them has no bucket its series are null. The same data for a single one. */
export function joinParts(parts: readonly Part[]): DrawnData {
  const [first, ...others] = parts;
  if (!first) return nothing;
  if (others.length === 0) return first;
  const times = [...new Set(parts.flatMap((part) => part.times))].sort((a, b) => a - b);
  const joined: DrawnData = {
    ...nothing,
    times,
    stepMs: Math.max(...parts.map((part) => part.stepMs)),
    columns: {},
    lows: {},
    highs: {},
  };
  for (const part of parts) {
    const rowOf = new Map(part.times.map((time, row) => [time, row]));
    for (const kind of ["columns", "lows", "highs"] as const) {
      for (const [id, column] of Object.entries(part[kind])) {
        joined[kind][Number(id)] = times.map((time) => column[rowOf.get(time) ?? -1] ?? null);
      }
    }
  }
  return joined;
}

/** A fixed reading in the same shape. */
export function fixedPart({ times, stepMs, series }: MetricColumns): DrawnData {
  const byId = (of: "avg" | "min" | "max"): ColumnsById => Object.fromEntries(series.map((one) => [one.id, one[of]]));
  return { times, stepMs, columns: byId("avg"), lows: byId("min"), highs: byId("max") };
}

/** The part of what the server read for the first paint that belongs to some series; undefined unless it holds all of them. */
export function columnsFor(columns: MetricColumns | null, seriesIds: readonly number[]): MetricColumns | undefined {
  if (columns === null) return undefined;
  const series = columns.series.filter((one) => seriesIds.includes(one.id));
  return series.length === seriesIds.length ? { ...columns, series } : undefined;
}

/** What is drawn as CSV: a row for each bucket that holds anything, times in ISO 8601. Money is in minor units, and says so. */
export function drawnCsv(data: DrawnData, series: readonly Series[], names: ReadonlyMap<number, string>): string {
  const head = series.map((one) => `${names.get(one.id) ?? one.name}${unitNote(one.unit)}`);
  const rows = data.times.flatMap((time, row) => {
    const values = series.map((one) => data.columns[one.id]?.[row] ?? null);
    return values.every((value) => value === null) ? [] : [[new Date(time).toISOString(), ...values]];
  });
  return csvText([["time", ...head], ...rows]);
}

const unitNote = (unit: string): string => {
  if (unit === "" || unit === "count") return "";
  return /^[A-Z]{3}$/.test(unit) ? ` (${unit}, minor units)` : ` (${unit})`;
};
