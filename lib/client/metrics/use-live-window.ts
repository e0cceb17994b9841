"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { MetricColumns, operations } from "@/lib/contracts/metrics";
import { request } from "../api";
import { useConnection } from "../hub/ops";
import { useMetricFrames } from "../live/metric-feed";
import { queryKeys } from "../query-keys";
import { serverNowMs } from "../ui/time/server-clock";
import { applyFrame, type LiveWindow, windowOf } from "./live-window";

interface Options {
  /** Set whose frames continue the window: `overview` or a source's id. */
  set: string;
  seriesIds: readonly number[];
  rangeMs: number;
  /** What the server read for the first paint. */
  initial?: MetricColumns | undefined;
}

/** Beyond this range the window is read again now and then instead of growing by frames. */
const longestLiveRangeMs = 6 * 3_600_000;

/**
 * The last `rangeMs` of some series: read once, continued by live frames in one cache write each, and read again after the
 * connection was away, because frames are lossy.
 */
export function useLiveWindow({ set, seriesIds, rangeMs, initial }: Options) {
  const client = useQueryClient();
  const key = queryKeys.metrics.columns(seriesIds, String(rangeMs));
  const live = rangeMs <= longestLiveRangeMs;
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<LiveWindow> => {
      const to = serverNowMs();
      const columns = await request<typeof operations.queryMetrics>("/metrics/query", {
        query: {
          series: seriesIds.join(","),
          from: new Date(to - rangeMs).toISOString(),
          to: new Date(to).toISOString(),
        },
        signal,
      });
      return windowOf(columns);
    },
    enabled: seriesIds.length > 0,
    initialData: initial && (() => windowOf(initial)),
    staleTime: live ? Number.POSITIVE_INFINITY : 30_000,
    refetchInterval: live ? false : 30_000,
  });

  useMetricFrames(set, (frame, { series }) => {
    if (live) client.setQueryData<LiveWindow>(key, (window) => window && applyFrame(window, series, frame));
  });

  const connection = useConnection();
  const wasAway = useRef(false);
  const isLive = connection.kind === "live";
  useEffect(() => {
    if (!isLive && connection.kind === "waiting") wasAway.current = true;
    if (!isLive || !wasAway.current) return;
    wasAway.current = false;
    void client.invalidateQueries({ queryKey: queryKeys.metrics.all });
  }, [isLive, connection.kind, client]);

  return query;
}
