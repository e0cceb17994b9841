import type { ExploreData } from "@/lib/client/screens/explore/explore-data";
import { rangeMs } from "@/lib/client/screens/explore/explore-ranges";
import { readView, viewSearch } from "@/lib/client/screens/explore/explore-view";
import { chosenSeries } from "@/lib/client/screens/explore/selection";
import { catalogue, overviewNames } from "@/lib/services/metrics/catalogue";
import { listSeries } from "@/lib/services/metrics/list-series";
import { queryMetrics } from "@/lib/services/metrics/query-metrics";
import type { PageContext } from "./page-context";
import { type PageSearch, searchParams } from "./page-search";

const descriptions: Record<string, string> = Object.fromEntries(
  catalogue.map(({ name, description }) => [name, description]),
);

/** Everything that the first paint of the metrics page shows, for the view that its address names. */
export async function readExploreData(context: PageContext, search: PageSearch): Promise<ExploreData> {
  const view = readView(searchParams(search));
  const list = await listSeries(context, {});
  const chosen = chosenSeries(view, list, overviewNames);
  const readAt = context.services.now().getTime();
  const { window } = view;
  const [fromMs, toMs] =
    window.kind === "fixed" ? [window.fromMs, window.toMs] : [readAt - rangeMs(window.range), readAt];
  const columns =
    chosen.length === 0
      ? null
      : await queryMetrics(context, {
          series: chosen.map((series) => series.id),
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
        });
  return { list, descriptions, preferred: overviewNames, columns, search: viewSearch(view), readAt };
}
