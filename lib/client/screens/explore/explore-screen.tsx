"use client";

import { IconChartLine, IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { operations, Series } from "@/lib/contracts/metrics";
import { request } from "../../api";
import { useHubEvent } from "../../hub/ops";
import { queryKeys } from "../../query-keys";
import { PageHeader } from "../../shell/page-header";
import { usePause } from "../../shell/pause";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { EmptyState } from "../../ui/empty-state";
import { PauseButton } from "../../ui/pause-button";
import { serverNowMs } from "../../ui/time/server-clock";
import { drawnCsv } from "./drawn-data";
import type { ExploreData } from "./explore-data";
import classes from "./explore-screen.module.css";
import { ExploreToolbar } from "./explore-toolbar";
import { saveFile } from "./save-file";
import { chosenSeries, groupSeries, toggledSeries } from "./selection";
import { SendSample } from "./send-sample";
import { seriesNames } from "./series-label";
import { SeriesPicker } from "./series-picker";
import { UnitCharts } from "./unit-charts";
import { readingFor, useDrawnData } from "./use-drawn-data";
import { useExploreView } from "./use-explore-view";
import { zoomedIn, zoomedOut } from "./zoom";

/** How often new series and the sources' health are looked for. */
const listIntervalMs = 3_000;

/** Every series there is, side by side by unit, over a window that moves on or stands still. */
export function ExploreScreen({ initial }: { initial: ExploreData }) {
  const [view, changeView] = useExploreView();
  const { paused, waiting, toggle } = usePause();
  const listQuery = useQuery({
    queryKey: queryKeys.metrics.series,
    queryFn: ({ signal }) => request<typeof operations.listSeries>("/metrics", { signal }),
    initialData: initial.list,
    initialDataUpdatedAt: initial.readAt,
    staleTime: 2_000,
    refetchInterval: listIntervalMs,
  });
  useHubEvent("metricSeries", () => void listQuery.refetch());

  const list = listQuery.data;
  const idsKey = chosenSeries(view, list, initial.preferred)
    .map(({ id }) => id)
    .join(",");
  // The list is read again and again; the chosen series change only when somebody chooses.
  const chosen = useMemo(() => seriesOf(list.items, idsKey), [list.items, idsKey]);
  const names = useMemo(() => seriesNames(chosen), [chosen]);
  const reading = useDrawnData(chosen, view.window, readingFor(initial, view));

  const choose = (series: Series) => changeView({ seriesIds: toggledSeries(series, chosen) });
  const zoomOut = () => {
    const wider = zoomedOut(view.window, serverNowMs());
    if (wider) changeView({ window: wider });
  };
  const download = () => {
    const ordered = [...groupSeries(chosen, (one) => one.unit).values()].flat();
    saveFile(`pulseboard-metrics-${fileTime(serverNowMs())}.csv`, "text/csv", drawnCsv(reading.data, ordered, names));
  };

  return (
    <>
      <PageHeader
        title="Metrics"
        controls={
          <>
            <PauseButton paused={paused} waiting={waiting} onToggle={toggle} />
            <ActionButton
              icon={<IconDownload size={16} stroke={1.8} aria-hidden />}
              label="Download what is drawn as CSV"
              disabled={reading.data.times.length === 0}
              onClick={download}
            >
              CSV
            </ActionButton>
          </>
        }
      />
      <div className={classes.page}>
        <SeriesPicker
          list={list}
          outdated={listQuery.isError || listQuery.isPaused}
          firstIds={initial.list.items}
          descriptions={initial.descriptions}
          chosen={chosen}
          onToggle={choose}
          onClear={() => changeView({ seriesIds: [] })}
        />
        <div className={classes.charts}>
          <ExploreToolbar window={view.window} onWindow={(window) => changeView({ window })} onZoomOut={zoomOut} />
          {list.items.length === 0 ? (
            <Card>
              <EmptyState icon={<IconChartLine size={22} />} title="No series yet" minHeight={200}>
                Whatever sends a sample appears here within a second or two.
              </EmptyState>
              <SendSample />
            </Card>
          ) : chosen.length === 0 ? (
            <Card>
              <EmptyState icon={<IconChartLine size={22} />} title="Nothing chosen" minHeight={380}>
                Choose series from the list. Those of one unit share a chart, and all charts share one time axis.
              </EmptyState>
            </Card>
          ) : (
            <UnitCharts
              chosen={chosen}
              names={names}
              reading={reading}
              window={view.window}
              sources={list.sources}
              onZoom={(from, to) => changeView({ window: zoomedIn(view.window, from, to) }, "push")}
              onZoomOut={zoomOut}
              onRemove={choose}
            />
          )}
        </div>
      </div>
    </>
  );
}

const seriesOf = (items: readonly Series[], idsKey: string): Series[] => {
  const byId = new Map(items.map((series) => [String(series.id), series]));
  return idsKey.split(",").flatMap((id) => byId.get(id) ?? []);
};

const fileTime = (atMs: number): string => new Date(atMs).toISOString().slice(0, 19).replaceAll(":", "-");
