"use client";

import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { operations, Series } from "@/lib/contracts/metrics";
import { request } from "../../api";
import { useHubClient } from "../../hub/ops";
import { useMetricFeed } from "../../live/metric-feed";
import type { HistoryWindow } from "../../metrics/history-window";
import type { LiveWindow } from "../../metrics/live-window";
import { comesInChunks, readChunks, readIntoCache } from "../../metrics/read-history";
import { addFrame, growsByFrames, liveWindowQuery, useRereadAfterAbsence } from "../../metrics/use-live-window";
import { queryKeys } from "../../query-keys";
import { columnsFor, type DrawnData, fixedPart, joinParts } from "./drawn-data";
import type { ExploreData } from "./explore-data";
import { rangeMs } from "./explore-ranges";
import { type ExploreWindow, viewSearch } from "./explore-view";
import { groupSeries } from "./selection";

export interface Reading {
  data: DrawnData;
  /** Something of what is asked for is still on its way; what is known is in `data`. */
  loading: boolean;
  /** Why the last reading failed; null while it has not. */
  failure: string | null;
  retry(): void;
}

/** The chosen series over the window: growing by live frames, one subscription a source, or read once where it stands still. */
export function useDrawnData(chosen: readonly Series[], window: ExploreWindow, initial: ExploreData | null): Reading {
  const live = useSourceWindows(window.kind === "live" ? chosen : [], window, initial);
  const fixed = useFixedWindow(chosen, window, initial);
  useRereadAfterAbsence();
  return window.kind === "live" ? live : fixed;
}

/** What the server read counts only for the very view that it was read for. */
const initialFor = (initial: ExploreData | null, seriesIds: readonly number[]) =>
  initial === null ? undefined : columnsFor(initial.columns, seriesIds);

function useSourceWindows(chosen: readonly Series[], window: ExploreWindow, initial: ExploreData | null): Reading {
  const client = useQueryClient();
  const hub = useHubClient();
  const { listen } = useMetricFeed();
  const lengthMs = rangeMs(window.range);
  const groups = useMemo(
    () =>
      [...groupSeries(chosen, (one) => one.sourceId)].map(([sourceId, series]) => {
        const seriesIds = series.map((one) => one.id).sort((a, b) => a - b);
        return {
          sourceId,
          query: liveWindowQuery({ seriesIds, rangeMs: lengthMs, initial: initialFor(initial, seriesIds), hub }),
        };
      }),
    [chosen, lengthMs, initial, hub],
  );
  const results = useQueries({ queries: groups.map((group) => group.query) });

  useEffect(() => {
    if (!growsByFrames(lengthMs)) return;
    const stops = groups.map(({ sourceId, query }) =>
      listen(sourceId, (frame, { series }) => {
        addFrame(client, query.queryKey, series, frame);
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [groups, lengthMs, listen, client]);

  // While a line more is read, the others stay; a window that could not be read shows nothing of another one.
  const known = useRef(new Map<string, LiveWindow>());
  const windows = groups.flatMap(({ sourceId }, index) => {
    const result = results[index];
    return result?.data ?? (result?.isError ? undefined : known.current.get(sourceId)) ?? [];
  });
  useEffect(() => {
    groups.forEach(({ sourceId }, index) => {
      const window = results[index]?.data;
      if (window) known.current.set(sourceId, window);
    });
  });
  const latest = useRef({ windows, data: joinParts(windows) });
  const changed =
    windows.length !== latest.current.windows.length || windows.some((one, i) => one !== latest.current.windows[i]);
  if (changed) latest.current = { windows, data: joinParts(windows) };

  return {
    data: latest.current.data,
    loading: results.some(({ isPending, data }) => isPending || (data !== undefined && isPartial(data))),
    failure: results.find((result) => result.error !== null)?.error?.message ?? null,
    retry: () => void client.invalidateQueries({ queryKey: queryKeys.metrics.all }),
  };
}

/** More of it is on its way. */
const isPartial = (window: DrawnData | HistoryWindow): boolean => "missingMs" in window && window.missingMs > 0;

const noTime = { fromMs: 0, toMs: 0 };

function useFixedWindow(chosen: readonly Series[], window: ExploreWindow, initial: ExploreData | null): Reading {
  const hub = useHubClient();
  const { fromMs, toMs } = window.kind === "fixed" ? window : noTime;
  const seriesIds = useMemo(() => chosen.map((one) => one.id).sort((a, b) => a - b), [chosen]);
  const asked = window.kind === "fixed" && seriesIds.length > 0;
  const first = asked ? initialFor(initial, seriesIds) : undefined;
  const query = useQuery({
    queryKey: queryKeys.metrics.columns(seriesIds, `${fromMs}-${toMs}`),
    queryFn: async (context): Promise<DrawnData> => {
      const { signal } = context;
      if (comesInChunks(toMs - fromMs)) {
        return readIntoCache(context, readChunks(hub, { seriesIds, fromMs, toMs }, signal));
      }
      return fixedPart(
        await request<typeof operations.queryMetrics>("/metrics/query", {
          query: {
            series: seriesIds.join(","),
            from: new Date(fromMs).toISOString(),
            to: new Date(toMs).toISOString(),
          },
          signal,
        }),
      );
    },
    enabled: asked,
    initialData: first && (() => fixedPart(first)),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const { data = nothing } = query;
  return {
    data,
    loading: asked && (query.isPending || query.isPlaceholderData || isPartial(data)),
    failure: query.error?.message ?? null,
    retry: () => void query.refetch(),
  };
}

const nothing = joinParts([]);

/** The initial reading, as long as the view is the one that it was made for. */
export const readingFor = (initial: ExploreData, view: Parameters<typeof viewSearch>[0]): ExploreData | null =>
  viewSearch(view) === initial.search ? initial : null;
