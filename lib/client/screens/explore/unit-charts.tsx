"use client";

import { useId, useRef } from "react";
import type { Series, Source } from "@/lib/contracts/metrics";
import { assignSeriesStyles, type SeriesStyle } from "../../theme/palette";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { Chart } from "../../ui/chart/chart";
import { useServerNow } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import type { DrawnData } from "./drawn-data";
import type { ExploreWindow } from "./explore-view";
import { groupSeries } from "./selection";
import { type Span, shownSpan, staleSince } from "./shown-span";
import { StatsTable } from "./stats-table";
import classes from "./unit-charts.module.css";
import { stepText, unitTitle } from "./unit-title";
import type { Reading } from "./use-drawn-data";
import { useHeld } from "./use-held";

interface UnitChartsProps {
  chosen: readonly Series[];
  names: ReadonlyMap<number, string>;
  reading: Reading;
  window: ExploreWindow;
  sources: readonly Source[];
  onZoom: (from: number, to: number) => void;
  onZoomOut: () => void;
  onRemove: (series: Series) => void;
}

const keyOf = (series: Series): string => `${series.name}:${series.id}`;

/** One chart for each unit, over one window, with one crosshair. */
export function UnitCharts({ chosen, names, reading, window, sources, ...actions }: UnitChartsProps) {
  const now = useServerNow(1_000);
  const ids = chosen.map(({ id }) => id).join(",");
  const viewKey = `${ids} ${JSON.stringify(window)} ${reading.loading}`;
  const { data, nowMs } = useHeld({ data: reading.data, nowMs: now ?? reading.data.times.at(-1) ?? 0 }, viewKey);
  const span = shownSpan(window, data, nowMs);
  const units = groupSeries(chosen, (one) => one.unit);
  const styles = useLineStyles(chosen);
  return (
    <>
      {reading.failure !== null && (
        <p className={classes.failure} role="status">
          The window could not be read: {reading.failure} <ActionButton onClick={reading.retry}>Try again</ActionButton>
        </p>
      )}
      {[...units].map(([unit, series]) => (
        <UnitChart
          key={unit}
          unit={unit}
          series={series}
          names={names}
          styles={styles}
          data={data}
          span={span}
          loading={reading.loading}
          height={units.size === 1 ? 400 : 260}
          staleAtMs={window.kind === "live" ? staleSince(series, data, sources, nowMs) : null}
          {...actions}
        />
      ))}
      <p className={classes.note}>
        Min and max are of all samples; avg, p95 and last of the points drawn
        {data.stepMs > 1_000 ? `: one each ${stepText(data.stepMs)}, the mean of its samples` : ""}.
      </p>
    </>
  );
}

interface UnitChartProps extends Pick<UnitChartsProps, "names" | "onZoom" | "onZoomOut" | "onRemove"> {
  unit: string;
  series: readonly Series[];
  styles: ReadonlyMap<number, SeriesStyle>;
  data: DrawnData;
  span: Span;
  loading: boolean;
  height: number;
  staleAtMs: number | null;
}

function UnitChart(props: UnitChartProps) {
  const { unit, series, names, styles, data, span, loading, height, staleAtMs, onZoom, onZoomOut, onRemove } = props;
  const zone = useTimeZone();
  const titleId = useId();
  const [only, ...others] = series;
  const title = only && others.length === 0 ? (names.get(only.id) ?? only.name) : unitTitle(unit);
  return (
    <Card labelledBy={titleId}>
      <Chart
        kind="time"
        title={title}
        titleId={titleId}
        sub={loading ? "reading…" : undefined}
        height={height}
        from={span.from}
        to={span.to}
        times={data.times}
        stepMs={data.stepMs}
        unit={unit}
        timeZone={zone}
        syncKey="explore"
        legendBelow={others.length > 0}
        staleAtMs={staleAtMs}
        onZoom={onZoom}
        onZoomOut={onZoomOut}
        series={series.map((one) => ({
          key: keyOf(one),
          label: names.get(one.id) ?? one.name,
          values: data.columns[one.id] ?? empty(data),
          slot: styles.get(one.id)?.slot,
          fill: others.length === 0,
        }))}
      />
      <StatsTable
        unit={unit}
        series={series}
        names={names}
        styles={styles}
        data={data}
        span={span}
        onRemove={onRemove}
      />
    </Card>
  );
}

const empties = new WeakMap<readonly number[], null[]>();

/** Nulls for a series that is still being read; the same array for the same axis. */
function empty({ times }: DrawnData): null[] {
  const nulls = empties.get(times) ?? times.map(() => null);
  empties.set(times, nulls);
  return nulls;
}

/** A colour for each series in the order of choosing, the same in chart and table, kept while others come and go. */
function useLineStyles(chosen: readonly Series[]): ReadonlyMap<number, SeriesStyle> {
  const previous = useRef(new Map<string, ReadonlyMap<string, SeriesStyle>>());
  const byId = new Map<number, SeriesStyle>();
  for (const [unit, series] of groupSeries(chosen, (one) => one.unit)) {
    const styles = assignSeriesStyles(series.map(keyOf), {
      previous: previous.current.get(unit) ?? new Map(),
      pinned: Object.fromEntries(series.map((one, index) => [keyOf(one), index + 1])),
    });
    previous.current.set(unit, styles);
    for (const one of series) {
      const style = styles.get(keyOf(one));
      if (style) byId.set(one.id, style);
    }
  }
  return byId;
}
