"use client";

import type { MetricColumns, Series } from "@/lib/contracts/metrics";
import type { RangeKey } from "@/lib/contracts/overview";
import { ranges } from "@/lib/contracts/ranges";
import { latestOf } from "../../metrics/live-window";
import { useLiveWindow } from "../../metrics/use-live-window";
import { useFrozen } from "../../shell/pause";
import { Card, CardHead } from "../../ui/card";
import { Chart } from "../../ui/chart/chart";
import { formatValueParts } from "../../ui/format";
import { StaleChip } from "../../ui/status-chip";
import { staleAfterMs } from "../../ui/time/freshness";
import { useServerClock } from "../../ui/time/server-clock";
import { useTimeZone } from "../../ui/time/time-zone";
import classes from "./metric-card.module.css";

interface MetricCardProps {
  title: string;
  series: Series | undefined;
  range: RangeKey;
  initial: MetricColumns | null;
  /** All series that are read together with this one, so that the cards share one query. */
  all: readonly (Series | undefined)[];
}

const plotHeight = 92;

/** One live figure and its line. A stale one is dimmed and dated, never zeroed. */
export function MetricCard({ title, series, range, initial, all }: MetricCardProps) {
  const zone = useTimeZone();
  const seriesIds = all.flatMap((one) => one?.id ?? []);
  const query = useLiveWindow({ set: "overview", seriesIds, rangeMs: ranges[range], initial: initial ?? undefined });
  const window = useFrozen(query.data);
  const latest = window && series ? latestOf(window, series.id) : null;
  const stale = useServerClock(
    (nowMs) => nowMs !== null && latest !== null && isStale(nowMs, latest.at, window?.stepMs ?? 1_000),
  );
  const id = `metric-${series?.id ?? title.replaceAll(" ", "-")}`;
  const parts = latest && series ? formatValueParts(latest.value, series.unit) : null;
  const end = window?.times.at(-1) ?? 0;
  return (
    <Card span={4} labelledBy={id}>
      <CardHead title={title} id={id} sub={stale && latest ? <StaleChip atMs={latest.at} /> : series?.source} />
      <p className={classes.value} data-stale={stale || undefined}>
        {parts ? parts.value : "–"} <small>{parts?.unit}</small>
      </p>
      {window && series ? (
        <Chart
          kind="time"
          look="bare"
          title={title}
          height={plotHeight}
          from={end - window.rangeMs}
          to={end}
          times={window.times}
          stepMs={window.stepMs}
          unit={series.unit}
          timeZone={zone}
          staleAtMs={stale && latest ? latest.at : null}
          series={[{ key: series.name, label: title, values: window.columns[series.id] ?? [], slot: 1, fill: true }]}
        />
      ) : (
        <div className={classes.waiting}>Waiting for the first sample</div>
      )}
    </Card>
  );
}

const isStale = (nowMs: number, atMs: number, stepMs: number): boolean => nowMs - atMs - stepMs > staleAfterMs(stepMs);
