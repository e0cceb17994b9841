import type { Gap, TimeSeries } from "./chart-types";

/** uPlot's columns: null breaks the line, undefined is passed over. */
export type PlotColumn = (number | null | undefined)[];
export type PlotData = [number[], ...PlotColumn[]];

/**
 * Columns for uPlot: one time column and one per series. A row is put into the middle of every gap, where the broken series
 * have null; a series without a value outside its gaps (it comes more slowly than others) has undefined, which the line bridges.
 */
export function plotData(
  times: readonly number[],
  series: readonly TimeSeries[],
  gapsByKey: ReadonlyMap<string, readonly Gap[]>,
): PlotData {
  const allGaps = [...gapsByKey.values()].flat();
  if (allGaps.length === 0)
    return [[...times], ...series.map((one) => times.map((_, row) => one.values[row] ?? undefined))];
  const breakTimes = allGaps.map((gap) => (gap.from + gap.to) / 2);
  const axis = [...new Set([...times, ...breakTimes])].sort((a, b) => a - b);
  const rowOf = new Map(times.map((time, index) => [time, index]));
  const columns = series.map((one) => {
    const gaps = gapsByKey.get(one.key) ?? [];
    let gapIndex = 0;
    return axis.map((time): number | null | undefined => {
      const row = rowOf.get(time);
      const value = row === undefined ? undefined : one.values[row];
      if (value !== null && value !== undefined) return value;
      while ((gaps[gapIndex]?.to ?? Number.POSITIVE_INFINITY) < time) gapIndex++;
      const gap = gaps[gapIndex];
      return gap && time > gap.from && time < gap.to ? null : undefined;
    });
  });
  return [axis, ...columns];
}

/** Rows whose value no line reaches, because nothing known stands beside it: they are seen only as points. */
export function lonelyRows(column: PlotColumn): number[] {
  // What is passed over (undefined) does not break a line.
  const rows = column.flatMap((value, row) => (value === undefined ? [] : [row]));
  return rows.filter((row, i) => {
    const [before, after] = [column[rows[i - 1] ?? -1], column[rows[i + 1] ?? -1]];
    return typeof column[row] === "number" && typeof before !== "number" && typeof after !== "number";
  });
}

/** The row of `column` nearest to `at` that has a value and lies within `reachMs`; null if there is none. */
export function nearestKnown(
  axis: readonly number[],
  column: PlotColumn,
  start: number,
  at: number,
  reachMs: number,
): number | null {
  let best: number | null = null;
  let bestDistance = reachMs;
  const look = (index: number): boolean => {
    const time = axis[index];
    if (time === undefined || Math.abs(time - at) > bestDistance) return false;
    const value = column[index];
    if (value === null || value === undefined) return true;
    best = index;
    bestDistance = Math.abs(time - at);
    return false;
  };
  for (let index = start; look(index); index--);
  for (let index = start + 1; look(index); index++);
  return best;
}
