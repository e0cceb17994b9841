"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { formatValue } from "../format";
import { ChartFrame } from "./chart-frame";
import { Swatch } from "./chart-legend";
import legendClasses from "./chart-legend.module.css";
import { ChartTableView } from "./chart-table-view";
import type { CompareChartProps } from "./chart-types";
import { PlotPlaceholder } from "./plot-placeholder";
import { referenceStyle } from "./series-styles";
import { useSlowPlotsReleased } from "./slow-plots";

const ComparePlot = dynamic(() => import("./compare-plot").then((module) => module.ComparePlot), {
  ssr: false,
  loading: PlotPlaceholder,
});

/** Now against an earlier time, over few points; the frame is here at once, Recharts comes later. */
export function CompareChart(props: CompareChartProps) {
  const { title, titleId, sub, height, points, label, referenceLabel, unit } = props;
  const released = useSlowPlotsReleased();
  const [tableShown, setTableShown] = useState(false);
  return (
    <ChartFrame
      title={title}
      titleId={titleId}
      sub={sub}
      legend={
        <ul className={legendClasses.legend}>
          <li className={legendClasses.entry}>
            <Swatch color="var(--pb-series-1)" />
            {label}
          </li>
          <li className={legendClasses.entry}>
            <Swatch style={referenceStyle} />
            {referenceLabel}
          </li>
        </ul>
      }
      summary={`${label} against ${referenceLabel}.`}
      height={height}
      tableShown={tableShown}
      onToggleTable={() => setTableShown(!tableShown)}
      table={() => (
        <ChartTableView
          caption={title}
          columns={["", label, referenceLabel]}
          rows={points.map((point) => ({
            key: point.key,
            head: point.label,
            cells: [formatValue(point.value, unit), formatValue(point.reference, unit)],
          }))}
        />
      )}
    >
      {released ? (
        <ComparePlot points={points} label={label} referenceLabel={referenceLabel} unit={unit} title={title} />
      ) : (
        <PlotPlaceholder />
      )}
    </ChartFrame>
  );
}
