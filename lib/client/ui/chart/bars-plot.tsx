"use client";

import { Bar, BarChart, CartesianGrid, Cell, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { formatTick, formatValue, type Unit } from "../format";
import { axisTicks, niceRange } from "./axis-policy";
import type { BarsChartProps, BarTone } from "./chart-types";
import classes from "./recharts.module.css";

export type BarsPlotProps = Pick<BarsChartProps, "bars" | "unit"> & { layout: "rows" | "columns" };

const toneColor = (tone: BarTone | undefined): string =>
  tone === "mute" ? "var(--pb-reference)" : tone ? `var(--pb-${tone})` : "var(--pb-series-1)";

/** Words at the left, bars, figures at their ends; or columns over an axis. */
export function BarsPlot({ bars, unit, layout }: BarsPlotProps) {
  return layout === "rows" ? <Rows bars={bars} unit={unit} /> : <Columns bars={bars} unit={unit} />;
}

type PartProps = { bars: BarsChartProps["bars"]; unit: Unit };

const longest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));

function Rows({ bars, unit }: PartProps) {
  const labelWidth = longest(bars.map((bar) => bar.label)) * 7 + 18;
  const valueWidth = longest(bars.map((bar) => formatValue(bar.value, unit))) * 8 + 10;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        className={classes.chart}
        accessibilityLayer={false}
        data={[...bars]}
        layout="vertical"
        barSize={16}
        margin={{ top: 0, right: valueWidth, bottom: 0, left: 0 }}
      >
        <XAxis type="number" hide domain={[0, "dataMax"]} />
        <YAxis
          type="category"
          dataKey="label"
          width={labelWidth}
          axisLine={false}
          tickLine={false}
          interval={0}
          tick={{ className: classes.rowLabel, textAnchor: "start", x: 0 }}
        />
        <Bar dataKey="value" radius={4} isAnimationActive={false} minPointSize={2}>
          {bars.map((bar) => (
            <Cell key={bar.key} fill={toneColor(bar.tone)} />
          ))}
          <LabelList
            className={classes.rowValue}
            dataKey="value"
            position="right"
            offset={8}
            formatter={(value) => formatValue(typeof value === "number" ? value : null, unit)}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

function Columns({ bars, unit }: PartProps) {
  const range = niceRange(0, Math.max(0, ...bars.map((bar) => bar.value ?? 0)), unit);
  const axisWidth = longest(axisTicks(range).map((tick) => formatTick(tick, unit))) * 6.6 + 10;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        className={classes.chart}
        accessibilityLayer={false}
        data={[...bars]}
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--pb-grid)" />
        <XAxis dataKey="label" axisLine={false} tickLine={false} height={24} tick={{ className: classes.tick }} />
        <YAxis
          width={axisWidth}
          domain={[range.min, range.max]}
          ticks={axisTicks(range)}
          tickFormatter={(tick: number) => formatTick(tick, unit)}
          axisLine={false}
          tickLine={false}
          tick={{ className: classes.tick }}
        />
        <Bar dataKey="value" radius={[4, 4, 0, 0]} isAnimationActive={false} maxBarSize={36}>
          {bars.map((bar) => (
            <Cell key={bar.key} fill={toneColor(bar.tone)} />
          ))}
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}
