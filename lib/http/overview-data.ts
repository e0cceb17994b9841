import { type OverviewData, overviewChartSeries } from "@/lib/client/screens/overview/overview-data";
import { RangeKey } from "@/lib/contracts/overview";
import { ranges } from "@/lib/contracts/ranges";
import { listSeries } from "@/lib/services/metrics/list-series";
import { queryMetrics } from "@/lib/services/metrics/query-metrics";
import { listAttention } from "@/lib/services/notifications/list-attention";
import { listOrders } from "@/lib/services/orders/list-orders";
import { readOverview } from "@/lib/services/overview/read-overview";
import type { PageContext } from "./page-context";

/** Everything that the overview's first paint shows. An unknown range counts as the usual one. */
export async function readOverviewData(context: PageContext, wantedRange: unknown): Promise<OverviewData> {
  const range = RangeKey.catch("1h").parse(wantedRange);
  const series = await listSeries(context, {});
  const readAt = context.services.now().getTime();
  const wanted = overviewChartSeries(series);
  const [overview, orders, attention, metrics] = await Promise.all([
    readOverview(context, { range }),
    listOrders(context, {}),
    listAttention(context, {}),
    wanted.length === 0
      ? null
      : queryMetrics(context, {
          series: wanted.map(({ id }) => id),
          from: new Date(readAt - ranges[range]).toISOString(),
          to: new Date(readAt).toISOString(),
        }),
  ]);
  return { range, overview, orders, attention: attention.items, series, metrics, readAt };
}
