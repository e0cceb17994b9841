"use client";

import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatTick, formatValue } from "../format";
import { axisTicks, niceRange } from "./axis-policy";
import { Swatch } from "./chart-legend";
import { TooltipBox } from "./chart-tooltip";
import type { CompareChartProps, ComparePoint } from "./chart-types";
import classes from "./recharts.module.css";
import { referenceStyle } from "./series-styles";

export type ComparePlotProps = Pick<CompareChartProps, "title" | "points" | "label" | "referenceLabel" | "unit">;

/** Bars for now, a dotted line for the reference, behind one axis from zero. */
export function ComparePlot({ title, points, label, referenceLabel, unit }: ComparePlotProps) {
  const highest = Math.max(0, ...points.flatMap((point) => [point.value ?? 0, point.reference ?? 0]));
  const range = niceRange(0, highest, unit);
  const ticks = axisTicks(range);
  const axisWidth = Math.max(...ticks.map((tick) => formatTick(tick, unit).length)) * 6.6 + 10;
  const tooltipRows = (point: ComparePoint) => [
    { key: "value", swatch: <Swatch color="var(--pb-series-1)" />, label, value: formatValue(point.value, unit) },
    {
      key: "reference",
      swatch: <Swatch style={referenceStyle} />,
      label: referenceLabel,
      value: formatValue(point.reference, unit),
    },
  ];
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        className={classes.chart}
        data={[...points]}
        margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
        aria-label={`${title}: move with the arrow keys to read values`}
      >
        <CartesianGrid vertical={false} stroke="var(--pb-grid)" />
        <XAxis
          dataKey="label"
          axisLine={false}
          tickLine={false}
          height={24}
          minTickGap={18}
          tick={{ className: classes.tick }}
        />
        <YAxis
          width={axisWidth}
          domain={[range.min, range.max]}
          ticks={ticks}
          tickFormatter={(tick: number) => formatTick(tick, unit)}
          axisLine={false}
          tickLine={false}
          tick={{ className: classes.tick }}
        />
        <Tooltip
          cursor={{ className: classes.cursor }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point: ComparePoint | undefined = payload?.[0]?.payload;
            return active && point ? (
              <TooltipBox title={point.label} rows={tooltipRows(point)} style={{ position: "static" }} />
            ) : null;
          }}
        />
        <Bar
          dataKey="value"
          fill="var(--pb-series-1)"
          radius={[4, 4, 0, 0]}
          isAnimationActive={false}
          maxBarSize={20}
        />
        <Line
          dataKey="reference"
          type="linear"
          stroke="var(--pb-reference)"
          strokeWidth={1.6}
          strokeDasharray="2 4"
          dot={false}
          activeDot={false}
          connectNulls={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
