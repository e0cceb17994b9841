"use client";

import {
  type QueryClient,
  type QueryFunctionContext,
  type QueryKey,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { MetricColumns, MetricFrame, operations, Series } from "@/lib/contracts/metrics";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import type { HubClient } from "@/lib/hub-client";
import { request } from "../api";
import { useMetricFrames } from "../live/metric-feed";
import { useAfterAbsence } from "../live/use-after-absence";
import { queryKeys } from "../query-keys";
import { serverNowMs } from "../ui/time/server-clock";
import { applyFrame, type LiveWindow, leavesGap, windowOf } from "./live-window";
import { comesInChunks, readChunks, readIntoCache } from "./read-history";

interface Options {
  /** Set whose frames continue the window: `overview` or a source's id. */
  set: string;
  seriesIds: readonly number[];
  rangeMs: number;
  /** What the server read for the first paint. */
  initial?: MetricColumns | undefined;
}

const longestLiveRangeMs = 6 * 3_600_000;

/** Beyond that many ms a window is read again now and then instead of growing by frames. */
export const growsByFrames = (rangeMs: number): boolean => rangeMs <= longestLiveRangeMs;

interface QueryOptions extends Omit<Options, "set"> {
  /** Given, a long range comes over it in chunks. */
  hub?: HubClient<OpsHub>;
}

/** The query that holds a window: read once, or each 30 s when its range is too long for frames. */
export function liveWindowQuery({ seriesIds, rangeMs, initial, hub }: QueryOptions) {
  const live = growsByFrames(rangeMs);
  return {
    queryKey: queryKeys.metrics.columns(seriesIds, String(rangeMs)),
    queryFn: async (context: QueryFunctionContext): Promise<LiveWindow> => {
      const { signal } = context;
      const to = serverNowMs();
      if (hub && comesInChunks(rangeMs)) {
        return readIntoCache(context, readChunks(hub, { seriesIds, fromMs: to - rangeMs, toMs: to }, signal));
      }
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
    // Each frame renews it: a window that nobody watched for a while has missed some, and is read again when it is shown.
    staleTime: live ? 5_000 : 30_000,
    refetchInterval: live ? (false as const) : 30_000,
  };
}

/** Continues a window in the cache by a frame; where that leaves a gap the window is read again, because the server may know more. */
export function addFrame(client: QueryClient, queryKey: QueryKey, series: readonly Series[], frame: MetricFrame): void {
  const window = client.getQueryData<LiveWindow>(queryKey);
  if (!window) return;
  client.setQueryData<LiveWindow>(queryKey, applyFrame(window, series, frame));
  if (leavesGap(window, frame)) void client.invalidateQueries({ queryKey });
}

/**
 * The last `rangeMs` of some series: read once, continued by live frames in one cache write each, and read again after the
 * connection was away, because frames are lossy.
 */
export function useLiveWindow({ set, ...wanted }: Options) {
  const client = useQueryClient();
  const options = liveWindowQuery(wanted);
  const query = useQuery(options);
  useMetricFrames(set, (frame, { series }) => {
    if (!growsByFrames(wanted.rangeMs)) return;
    addFrame(client, options.queryKey, series, frame);
  });
  useRereadAfterAbsence();
  return query;
}

/** Reads every window on the page again once the connection is back. */
export function useRereadAfterAbsence(): void {
  const client = useQueryClient();
  useAfterAbsence(() => void client.invalidateQueries({ queryKey: queryKeys.metrics.all }));
}
