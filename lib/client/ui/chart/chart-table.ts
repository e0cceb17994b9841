import { formatValue, type Unit } from "../format";
import { clockText, dayText } from "../time/zoned-time";
import type { Gap, TimeSeries } from "./chart-types";
import { mergeGaps } from "./gaps";

/** One line of the table; `gap` lines say that nothing is known for a while. */
export type ChartTableRow = { at: number; time: string; cells: string[]; gap: boolean };

const dayMs = 86_400_000;

/** The rows of one bucket folded into the last known value of each series. */
function lastKnown(series: readonly TimeSeries[], rows: readonly number[]): (number | null)[] {
  return series.map((one) => {
    for (let i = rows.length - 1; i >= 0; i--) {
      const value = one.values[rows[i] ?? -1];
      if (value !== null && value !== undefined) return value;
    }
    return null;
  });
}

/** A chart as a table, newest first, of at most about `maxRows` rows: each gives the last value of its share of the window. */
export function chartTable(
  times: readonly number[],
  series: readonly TimeSeries[],
  gaps: readonly Gap[],
  unit: Unit,
  timeZone: string,
  maxRows = 60,
): ChartTableRow[] {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return [];
  const bucketMs = Math.max(1, (last - first + 1) / maxRows);
  const buckets = new Map<number, number[]>();
  times.forEach((time, row) => {
    const bucket = Math.floor((time - first) / bucketMs);
    const rows = buckets.get(bucket);
    if (rows) rows.push(row);
    else buckets.set(bucket, [row]);
  });
  const withSeconds = bucketMs < 60_000;
  const withDay = last - first > dayMs;
  const timeOf = (at: number) => `${withDay ? `${dayText(at, timeZone)} ` : ""}${clockText(at, timeZone, withSeconds)}`;

  const rows = [...buckets.values()].flatMap((indexes): ChartTableRow[] => {
    const values = lastKnown(series, indexes);
    if (values.every((value) => value === null)) return [];
    const at = times[indexes.at(-1) ?? 0] ?? first;
    const cells = values.map((value, i) => formatValue(value, series[i]?.unit ?? unit));
    return [{ at, time: timeOf(at), cells, gap: false }];
  });
  const gapRows = mergeGaps(gaps).map(
    (gap): ChartTableRow => ({
      at: (gap.from + gap.to) / 2,
      time: `${timeOf(gap.from)} – ${timeOf(gap.to)}`,
      cells: [],
      gap: true,
    }),
  );
  return [...rows, ...gapRows].sort((a, b) => b.at - a.at);
}

/** "Orders: now 19 /min, lowest 4 /min, highest 32 /min." for each series: what a chart shows, in a sentence. */
export function chartSummary(series: readonly TimeSeries[], unit: Unit): string {
  return series
    .map((one) => {
      const known = one.values.filter((value) => value !== null);
      if (known.length === 0) return `${one.label}: no data.`;
      const own = one.unit ?? unit;
      const write = (value: number | undefined) => formatValue(value, own);
      return `${one.label}: now ${write(known.at(-1))}, lowest ${write(Math.min(...known))}, highest ${write(Math.max(...known))}.`;
    })
    .join(" ");
}
