"use client";

import { memo, useMemo, useRef, useState } from "react";
import { useAppliedScheme } from "../../theme/color-scheme";
import { StaleChip } from "../status-chip";
import { useTimeZone } from "../time/time-zone";
import { ChartFrame } from "./chart-frame";
import { ChartLegend } from "./chart-legend";
import { chartSummary, chartTable } from "./chart-table";
import { ChartTableView } from "./chart-table-view";
import { ChartTooltip } from "./chart-tooltip";
import type { TimeChartProps } from "./chart-types";
import { createCursorStore } from "./cursor-store";
import { medianStepMs, mergeGaps, seriesGaps } from "./gaps";
import { plotData } from "./plot-data";
import type { PlotInput } from "./plot-host";
import { useSeriesStyles } from "./series-styles";
import { useThrottledValue } from "./throttled-value";
import classes from "./time-chart.module.css";
import { TimePlot } from "./time-plot";

/** Charts redraw at most twice a second. */
const redrawMs = 500;

/** Seconds matter in windows up to this long. */
const secondsUpToMs = 2 * 3_600_000;

/** A person asked for another window, other lines or another unit: that does not wait. */
const isUrgent = (shown: TimeChartProps, next: TimeChartProps): boolean =>
  Math.abs(shown.to - shown.from - (next.to - next.from)) >= 1000 ||
  next.from < shown.from ||
  shown.unit !== next.unit ||
  shown.timeZone !== next.timeZone ||
  shown.series.length !== next.series.length ||
  shown.series.some((one, index) => one.key !== next.series[index]?.key);

/** Series over time, drawn by uPlot: live, zoomable, with gaps, markers and a shared crosshair. */
export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const drawn = useThrottledValue(props, redrawMs, isUrgent);
  const { title, titleId, sub, height, times, series, unit, from, to, look = "full", staleAtMs, legendBelow } = drawn;
  const bare = look === "bare";
  const timeZone = useTimeZone(drawn.timeZone);
  const scheme = useAppliedScheme();
  const styles = useSeriesStyles(series);
  const [store] = useState(createCursorStore);
  const [tableShown, setTableShown] = useState(false);
  const withSeconds = to - from <= secondsUpToMs;

  // One new input per throttled change; styles follow from the series.
  const stylesRef = useRef(styles);
  stylesRef.current = styles;
  const input = useMemo(() => plotInput(drawn, stylesRef.current, timeZone, bare), [drawn, timeZone, bare]);
  const summary = useMemo(() => chartSummary(series, unit), [series, unit]);
  const empty = series.every((one) => one.values.every((value) => value === null));

  return (
    <ChartFrame
      title={title}
      titleId={titleId}
      sub={typeof staleAtMs === "number" ? <StaleChip atMs={staleAtMs} timeZone={timeZone} /> : sub}
      legend={<ChartLegend series={series} styles={styles} unit={unit} store={store} />}
      legendBelow={legendBelow || series.length > 4}
      summary={summary}
      height={height}
      bare={bare}
      tableShown={tableShown}
      onToggleTable={() => setTableShown(!tableShown)}
      table={() => (
        <ChartTableView
          caption={title}
          columns={["Time", ...series.map((one) => one.label)]}
          rows={chartTable(times, series, input.shownGaps, unit, timeZone).map((row) => ({
            key: row.at,
            head: row.time,
            cells: row.cells,
            note: row.gap ? "No data" : undefined,
          }))}
        />
      )}
    >
      <TimePlot
        title={title}
        input={input}
        scheme={scheme}
        store={store}
        series={series}
        stale={typeof staleAtMs === "number"}
      />
      {empty && <p className={classes.empty}>{bare ? "No data yet" : "No data in this window"}</p>}
      <ChartTooltip
        series={series}
        styles={styles}
        unit={unit}
        store={store}
        timeZone={timeZone}
        withSeconds={withSeconds}
      />
    </ChartFrame>
  );
});

function plotInput(props: TimeChartProps, styles: PlotInput["styles"], timeZone: string, bare: boolean): PlotInput {
  const { from, to, times, series, unit, stepMs } = props;
  const gapsByKey = seriesGaps(times, series, props.gaps, stepMs);
  // The reference lies behind: drawn first.
  const ordered = [...series].sort((a, b) => Number(b.reference ?? false) - Number(a.reference ?? false));
  return {
    from,
    to,
    unit,
    timeZone,
    bare,
    styles,
    gapsByKey,
    yMin: props.yMin ?? "auto",
    yMax: props.yMax ?? (unit === "%" ? 100 : "auto"),
    keys: ordered.map((one) => one.key),
    fills: ordered.map((one) => one.fill === true),
    references: ordered.map((one) => one.reference === true),
    shownGaps: mergeGaps([...gapsByKey.values()].flat()),
    markers: props.markers ?? [],
    reachMs: Math.max(2.5 * (stepMs ?? medianStepMs(times)), (to - from) / 100),
    data: plotData(times, ordered, gapsByKey),
    syncKey: props.syncKey,
    onZoom: props.onZoom,
    onZoomOut: props.onZoomOut,
    onCursor: props.onCursor,
  };
}
