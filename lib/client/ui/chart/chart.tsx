"use client";

import { BarsChart } from "./bars-chart";
import type { BarsChartProps, CompareChartProps, TimeChartProps } from "./chart-types";
import { CompareChart } from "./compare-chart";
import { TimeChart } from "./time-chart";

export type ChartProps =
  | ({ kind: "time" } & TimeChartProps)
  | ({ kind: "bars" } & BarsChartProps)
  | ({ kind: "compare" } & CompareChartProps);

/**
 * The product's charts. `time`: live series over time (uPlot). `bars`: a breakdown into few categories. `compare`: a measure
 * over few points against an earlier time (both Recharts, loaded when first shown). All share head, legend, tooltip, table and palette.
 */
export function Chart(props: ChartProps) {
  switch (props.kind) {
    case "time": {
      const { kind: _kind, ...rest } = props;
      return <TimeChart {...rest} />;
    }
    case "bars": {
      const { kind: _kind, ...rest } = props;
      return <BarsChart {...rest} />;
    }
    case "compare": {
      const { kind: _kind, ...rest } = props;
      return <CompareChart {...rest} />;
    }
  }
}
