"use client";

import { type CSSProperties, type ReactNode, useSyncExternalStore } from "react";
import { formatValue, type Unit } from "../format";
import { clockText, dayText, weekdayText } from "../time/zoned-time";
import { Swatch } from "./chart-legend";
import classes from "./chart-tooltip.module.css";
import type { TimeSeries } from "./chart-types";
import type { CursorState, CursorStore } from "./cursor-store";
import type { LineStyle } from "./series-styles";

export type TooltipRow = { key: string; swatch: ReactNode; label: string; value: string };

/** The box of every chart's tooltip. */
export function TooltipBox({
  title,
  rows,
  note,
  style,
}: {
  title: string;
  rows: readonly TooltipRow[];
  note?: ReactNode;
  style?: CSSProperties;
}) {
  return (
    <div className={classes.box} style={style}>
      <div className={classes.title}>{title}</div>
      {note && <div className={classes.note}>{note}</div>}
      {rows.map((row) => (
        <div className={classes.row} key={row.key}>
          {row.swatch}
          <span className={classes.label}>{row.label}</span>
          <span className={classes.value}>{row.value}</span>
        </div>
      ))}
    </div>
  );
}

/** "Sat 14 Mar, 14:03:12": the time at the cursor, or the span of a gap. */
export function cursorTitle(cursor: Pick<CursorState, "at" | "gap">, timeZone: string, withSeconds: boolean): string {
  const clock = (at: number) => clockText(at, timeZone, withSeconds);
  const day = `${weekdayText(cursor.at, timeZone)} ${dayText(cursor.at, timeZone)}`;
  if (cursor.gap) return `${day}, ${clock(cursor.gap.from)} – ${clock(cursor.gap.to)}`;
  return `${day}, ${clock(cursor.at)}`;
}

const valueText = (value: number | null | undefined, unit: Unit): string =>
  value === null || value === undefined ? "no data" : formatValue(value, unit);

export type ChartTooltipProps = {
  series: readonly TimeSeries[];
  styles: ReadonlyMap<string, LineStyle>;
  unit: Unit;
  store: CursorStore;
  timeZone: string;
  withSeconds: boolean;
};

const offsetPx = 12;

/** Follows the cursor of its own chart, on the side that has room. */
export function ChartTooltip({ series, styles, unit, store, timeZone, withSeconds }: ChartTooltipProps) {
  const cursor = useSyncExternalStore(store.subscribe, store.read, () => null);
  if (!cursor?.own) return null;
  const x = cursor.plotLeft + cursor.left;
  const onLeft = cursor.left > cursor.plotWidth / 2;
  const style: CSSProperties = {
    left: x,
    transform: `translateX(${onLeft ? `calc(-100% - ${offsetPx}px)` : `${offsetPx}px`})`,
  };
  const rows = cursor.gap
    ? []
    : series.map((one) => ({
        key: one.key,
        swatch: <Swatch style={styles.get(one.key)} />,
        label: one.label,
        value: valueText(cursor.values.get(one.key), one.unit ?? unit),
      }));
  const note = cursor.gap ? "No data" : cursor.marker?.label;
  return <TooltipBox title={cursorTitle(cursor, timeZone, withSeconds)} rows={rows} note={note} style={style} />;
}
