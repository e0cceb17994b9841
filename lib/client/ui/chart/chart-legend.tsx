"use client";

import { useSyncExternalStore } from "react";
import { formatFigure, type Unit } from "../format";
import { extentOf } from "./axis-policy";
import classes from "./chart-legend.module.css";
import type { TimeSeries } from "./chart-types";
import type { CursorStore } from "./cursor-store";
import { type LineStyle, lineColor } from "./series-styles";

/** A short piece of the line itself, with its dash. */
export function Swatch({ style, color }: { style?: LineStyle; color?: string }) {
  const stroke = style ? lineColor(style) : color;
  return (
    <svg className={classes.swatch} width="16" height="4" viewBox="0 0 16 4" aria-hidden="true">
      <line x1="1.5" x2="14.5" y1="2" y2="2" stroke={stroke} strokeDasharray={style?.dash.join(" ")} />
    </svg>
  );
}

export type ChartLegendProps = {
  series: readonly TimeSeries[];
  styles: ReadonlyMap<string, LineStyle>;
  unit: Unit;
  store: CursorStore;
};

/** Characters that the largest and the newest value need, so that a smaller one under the cursor moves no neighbour. */
function figureWidth(series: TimeSeries, unit: Unit): number {
  const { high, low } = extentOf([series.values]);
  return Math.max(...[high, low, lastKnown(series.values)].map((value) => formatFigure(value, unit).length));
}

const lastKnown = (values: readonly (number | null)[]): number | null =>
  values.findLast((value) => value !== null) ?? null;

/** Names the lines, with the value under the cursor, or the newest one. */
export function ChartLegend({ series, styles, unit, store }: ChartLegendProps) {
  const cursor = useSyncExternalStore(store.subscribe, store.read, () => null);
  return (
    <ul className={classes.legend}>
      {series.map((one) => (
        <li className={classes.entry} key={one.key}>
          <Swatch style={styles.get(one.key)} />
          {one.label}
          {/* Ticks all the time: the table is for screen readers. */}
          <span className={classes.value} style={{ minWidth: `${figureWidth(one, one.unit ?? unit)}ch` }} aria-hidden>
            {formatFigure(cursor ? cursor.values.get(one.key) : lastKnown(one.values), one.unit ?? unit)}
          </span>
        </li>
      ))}
    </ul>
  );
}
