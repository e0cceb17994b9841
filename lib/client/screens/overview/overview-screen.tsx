"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { operations as metricOperations } from "@/lib/contracts/metrics";
import type { operations, RangeKey } from "@/lib/contracts/overview";
import { request } from "../../api";
import { queryKeys } from "../../query-keys";
import { PageHeader } from "../../shell/page-header";
import { useFrozen, usePause } from "../../shell/pause";
import { Grid } from "../../ui/grid";
import { PauseButton } from "../../ui/pause-button";
import { overviewRanges, RangePicker } from "../../ui/range-picker";
import { AttentionCard } from "./attention-card";
import { RevenueCard, StatusCard } from "./breakdown-cards";
import { FeedCard } from "./feed-card";
import { KpiTiles } from "./kpi-tiles";
import { MetricCard } from "./metric-card";
import type { OverviewData } from "./overview-data";
import { overviewChartSeries } from "./overview-data";
import { RateCard } from "./rate-card";
import { SourcesCard } from "./sources-card";

/** The page that says at a glance whether orders flow and what they run on is well. */
export function OverviewScreen({ initial }: { initial: OverviewData }) {
  const router = useRouter();
  const [range, setRange] = useState<RangeKey>(initial.range);
  const { paused, waiting, toggle } = usePause();

  const overviewQuery = useQuery({
    queryKey: queryKeys.overview.range(range),
    queryFn: ({ signal }) => request<typeof operations.readOverview>("/overview", { query: { range }, signal }),
    initialData: range === initial.range ? initial.overview : undefined,
    initialDataUpdatedAt: initial.readAt,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    refetchInterval: 30_000,
  });
  const seriesQuery = useQuery({
    queryKey: queryKeys.metrics.series,
    queryFn: ({ signal }) => request<typeof metricOperations.listSeries>("/metrics", { signal }),
    initialData: initial.series,
    initialDataUpdatedAt: initial.readAt,
    staleTime: 5_000,
    refetchInterval: 10_000,
  });

  const overview = useFrozen(overviewQuery.data ?? initial.overview);
  const list = useFrozen(seriesQuery.data);
  const [cpu, memory] = overviewChartSeries(list);

  const chooseRange = (next: RangeKey) => {
    setRange(next);
    // The address restores the view; nothing is fetched for it but what the range needs.
    router.replace(next === "1h" ? "/" : `/?range=${next}`, { scroll: false });
  };

  return (
    <>
      <PageHeader
        title="Overview"
        controls={
          <>
            <RangePicker options={overviewRanges} value={range} onChange={chooseRange} />
            <PauseButton paused={paused} waiting={waiting} onToggle={toggle} />
          </>
        }
      />
      <Grid>
        <KpiTiles overview={overview} sources={list.sources} />
        <RateCard overview={overview} range={range} loading={overviewQuery.isPlaceholderData} />
        <FeedCard initial={initial.orders} perMinute={overview.rate.orders.findLast((rate) => rate !== null) ?? null} />
        <MetricCard
          title="Host CPU"
          series={cpu}
          range={range}
          initial={range === initial.range ? initial.metrics : null}
          all={[cpu, memory]}
        />
        <MetricCard
          title="Host memory"
          series={memory}
          range={range}
          initial={range === initial.range ? initial.metrics : null}
          all={[cpu, memory]}
        />
        <AttentionCard initial={initial.attention} />
        <StatusCard overview={overview} />
        <RevenueCard overview={overview} />
        <SourcesCard sources={list.sources} />
      </Grid>
    </>
  );
}
