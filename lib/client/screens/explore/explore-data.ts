import type { MetricColumns, SeriesList } from "@/lib/contracts/metrics";

/** What the server has read for the first paint of the metrics page. */
export interface ExploreData {
  list: SeriesList;
  /** What is known of the series that Pulseboard measures itself, by name. */
  descriptions: Record<string, string>;
  /** Names that are shown first of a source, in their order. */
  preferred: readonly string[];
  /** The chosen series over the address's window; null when none is chosen. */
  columns: MetricColumns | null;
  /** The address's query that `columns` belong to, as `viewSearch` writes it. */
  search: string;
  /** Server time of the reading, ms. */
  readAt: number;
}
