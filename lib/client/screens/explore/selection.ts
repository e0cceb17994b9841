import type { Series, SeriesList, Source } from "@/lib/contracts/metrics";

/** Lines that one chart can hold before colours repeat. */
export const mostLines = 6;
/** Series that the API answers at once. */
export const mostSeries = 24;

const kindOrder: Record<Source["kind"], number> = { host: 0, process: 1, business: 2, external: 3 };

/** Sources as the picker lists them: this machine and Pulseboard itself first, then by name. */
export const orderedSources = (sources: readonly Source[]): Source[] =>
  [...sources].sort((a, b) => kindOrder[a.kind] - kindOrder[b.kind] || a.name.localeCompare(b.name));

/** Series by a key, in the order in which each key first comes. */
export function groupSeries(series: readonly Series[], keyOf: (one: Series) => string): Map<string, Series[]> {
  const groups = new Map<string, Series[]>();
  for (const one of series) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

/**
 * What to show of a source before anybody chose: its `preferred` names in their order, or everything if it has none of them,
 * as many as the charts hold.
 */
export function sourceSelection(list: SeriesList, sourceId: string, preferred: readonly string[]): number[] {
  const own = list.items.filter((series) => series.sourceId === sourceId);
  const known = preferred.flatMap((name) => own.filter((series) => series.name === name));
  return withinCharts(known.length > 0 ? known : own).map((series) => series.id);
}

/** At most six of each unit, twenty-four in all. */
const withinCharts = (series: readonly Series[]): Series[] =>
  [...groupSeries(series, (one) => one.unit).values()]
    .flatMap((group) => group.slice(0, mostLines))
    .slice(0, mostSeries);

/** The series that a view shows: the named ones that exist, or those of its source, or of the first source there is. */
export function chosenSeries(
  view: { seriesIds: readonly number[] | null; sourceId: string | null },
  list: SeriesList,
  preferred: readonly string[],
): Series[] {
  const sourceId = view.sourceId ?? orderedSources(list.sources)[0]?.id ?? "";
  const byId = new Map(list.items.map((series) => [series.id, series]));
  const chosen = (view.seriesIds ?? sourceSelection(list, sourceId, preferred)).flatMap((id) => byId.get(id) ?? []);
  return withinCharts(chosen);
}

/** Why a series cannot be added: its chart, or the page, holds no more. */
export type Room = "free" | "chart-full" | "page-full";

export function roomFor(series: Series, chosen: readonly Series[]): Room {
  if (chosen.length >= mostSeries) return "page-full";
  return chosen.filter((one) => one.unit === series.unit).length >= mostLines ? "chart-full" : "free";
}

/** The selection with a series added at the end or taken out; unchanged where there is no room. */
export function toggledSeries(series: Series, chosen: readonly Series[]): number[] {
  const ids = chosen.map((one) => one.id);
  if (ids.includes(series.id)) return ids.filter((id) => id !== series.id);
  return roomFor(series, chosen) === "free" ? [...ids, series.id] : ids;
}
