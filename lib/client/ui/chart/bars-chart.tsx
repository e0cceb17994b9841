"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { formatValue } from "../format";
import { ChartFrame } from "./chart-frame";
import { ChartTableView } from "./chart-table-view";
import type { BarsChartProps } from "./chart-types";
import { PlotPlaceholder } from "./plot-placeholder";
import { useSlowPlotsReleased } from "./slow-plots";

const BarsPlot = dynamic(() => import("./bars-plot").then((module) => module.BarsPlot), {
  ssr: false,
  loading: PlotPlaceholder,
});

/** A breakdown into few categories; the frame is here at once, Recharts comes later. */
export function BarsChart({ title, titleId, sub, height, bars, unit, layout = "rows" }: BarsChartProps) {
  const released = useSlowPlotsReleased();
  const [tableShown, setTableShown] = useState(false);
  return (
    <ChartFrame
      title={title}
      titleId={titleId}
      sub={sub}
      summary={bars.map((bar) => `${bar.label}: ${formatValue(bar.value, unit)}.`).join(" ")}
      height={height}
      tableShown={tableShown}
      onToggleTable={() => setTableShown(!tableShown)}
      table={() => (
        <ChartTableView
          caption={title}
          columns={["", title]}
          rows={bars.map((bar) => ({ key: bar.key, head: bar.label, cells: [formatValue(bar.value, unit)] }))}
        />
      )}
    >
      {released ? <BarsPlot bars={bars} unit={unit} layout={layout} /> : <PlotPlaceholder />}
    </ChartFrame>
  );
}
