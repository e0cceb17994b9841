"use client";

import { IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import type { Series } from "@/lib/contracts/metrics";
import type { SeriesStyle } from "../../theme/palette";
import { slotToken } from "../../theme/palette";
import { ActionButton } from "../../ui/action-button";
import { Swatch } from "../../ui/chart/chart-legend";
import { formatValue } from "../../ui/format";
import type { DrawnData } from "./drawn-data";
import { seriesStats } from "./series-stats";
import type { Span } from "./shown-span";
import classes from "./stats-table.module.css";

interface StatsTableProps {
  unit: string;
  series: readonly Series[];
  names: ReadonlyMap<number, string>;
  styles: ReadonlyMap<number, SeriesStyle>;
  data: DrawnData;
  span: Span;
  onRemove: (series: Series) => void;
}

const figures = ["min", "avg", "max", "p95", "last"] as const;

/** Min, avg, max, p95 and last of each line in the window. */
export function StatsTable({ unit, series, names, styles, data, span, onRemove }: StatsTableProps) {
  const rows = useMemo(() => rowsInside(data.times, span), [data.times, span]);
  return (
    <table className={classes.table}>
      <caption data-pb-hidden="">Figures of the window shown</caption>
      <thead>
        <tr>
          <th scope="col">Series</th>
          {figures.map((figure) => (
            <th key={figure} scope="col">
              {figure}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {series.map((one) => {
          const stats = seriesStats(columnsInside(data, one.id, rows));
          const style = styles.get(one.id);
          const name = names.get(one.id) ?? one.name;
          return (
            <tr className={classes.row} key={one.id}>
              <th scope="row">
                <span className={classes.name}>
                  {style && <Swatch style={{ token: slotToken(style.slot), dash: style.dash, width: 1.8 }} />}
                  <span className={classes.words}>
                    {name}
                    {!name.includes(one.source) && <small> {one.source}</small>}
                  </span>
                </span>
              </th>
              {figures.map((figure) => (
                <td key={figure}>{formatValue(stats[figure], unit)}</td>
              ))}
              <td className={classes.remove}>
                <ActionButton
                  look="quiet"
                  label={`Remove ${name}`}
                  icon={<IconX size={14} stroke={1.8} aria-hidden />}
                  onClick={() => onRemove(one)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Rows [from, to) of the axis that lie in the span. */
function rowsInside(times: readonly number[], span: Span): { from: number; to: number } {
  const from = times.findIndex((time) => time >= span.from);
  return from === -1 ? { from: 0, to: 0 } : { from, to: times.findLastIndex((time) => time <= span.to) + 1 };
}

const columnsInside = (data: DrawnData, id: number, { from, to }: { from: number; to: number }) => ({
  values: (data.columns[id] ?? []).slice(from, to),
  lows: (data.lows[id] ?? []).slice(from, to),
  highs: (data.highs[id] ?? []).slice(from, to),
});
