import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { MetricChunk, operations } from "@/lib/contracts/metrics";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import type { HubClient } from "@/lib/hub-client";
import { type ErrorCode, isHubError } from "@/lib/hub-protocol";
import { request } from "../api";
import { type HistoryWindow, wholeChunk, withChunk } from "./history-window";

const dayMs = 86_400_000;

/** So long a range comes in chunks: shorter ones are read before an eye sees the difference. */
export const comesInChunks = (rangeMs: number): boolean => rangeMs >= dayMs;

export interface HistoryQuestion {
  seriesIds: readonly number[];
  /** ms since 1970. */
  fromMs: number;
  toMs: number;
}

/** What says nothing of the question itself: REST may still have the answer. */
const notOfTheQuestion = new Set<ErrorCode>(["DISCONNECTED", "UNAVAILABLE", "TIMEOUT", "RATE_LIMITED"]);

/** The chunks of a window over the hub, newest first; over REST, in one, while the hub is away. */
export async function* readChunks(
  hub: HubClient<OpsHub>,
  { seriesIds, fromMs, toMs }: HistoryQuestion,
  signal: AbortSignal,
): AsyncGenerator<MetricChunk, void> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  if (hub.state.kind === "live") {
    try {
      yield* hub.iterate("streamMetricHistory", { series: [...seriesIds], from, to }, { signal, whenAway: "fail" });
      return;
    } catch (error) {
      if (signal.aborted || !isHubError(error) || !notOfTheQuestion.has(error.code)) throw error;
    }
  }
  const query = { series: seriesIds.join(","), from, to };
  yield wholeChunk(await request<typeof operations.queryMetrics>("/metrics/query", { query, signal }));
}

/**
 * A query function's work: reads a window chunk by chunk. What has come is in the cache at once, unless a whole window is there
 * already: that stays until the new one is whole.
 */
export async function readIntoCache(
  context: { client: QueryClient; queryKey: QueryKey; signal: AbortSignal },
  chunks: AsyncIterable<MetricChunk>,
): Promise<HistoryWindow> {
  const { client, queryKey, signal } = context;
  const shows = client.getQueryData(queryKey) === undefined;
  let window: HistoryWindow | null = null;
  for await (const chunk of chunks) {
    window = withChunk(window, chunk);
    if (shows && window.missingMs > 0 && !signal.aborted) client.setQueryData(queryKey, window);
  }
  if (window === null || window.missingMs > 0) throw new Error("The history ended early.");
  return window;
}
