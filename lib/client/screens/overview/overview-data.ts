import type { MetricColumns, SeriesList } from "@/lib/contracts/metrics";
import type { InboxItem } from "@/lib/contracts/notifications";
import type { OrderPage } from "@/lib/contracts/orders";
import type { Overview, RangeKey } from "@/lib/contracts/overview";

/** What the server has read for the first paint. `metrics` holds the host's CPU and memory over the range, if they are known. */
export interface OverviewData {
  range: RangeKey;
  overview: Overview;
  orders: OrderPage;
  attention: InboxItem[];
  series: SeriesList;
  metrics: MetricColumns | null;
  /** Server time of the reading, ms. */
  readAt: number;
}

/** Names of the small charts' series. */
export const overviewChartNames = ["host.cpu.busy", "host.memory.percent"] as const;

/** Ids of the series that the overview draws, in the order of `overviewChartNames`. */
export const overviewChartSeries = (list: SeriesList) =>
  overviewChartNames.flatMap((name) => {
    const hosts = new Set(list.sources.filter((source) => source.kind === "host").map((source) => source.id));
    return list.items.find((series) => series.name === name && hosts.has(series.sourceId)) ?? [];
  });
