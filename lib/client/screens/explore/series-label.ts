import type { Series } from "@/lib/contracts/metrics";

/** Labels that say where a series comes from; its source says the same. */
const originLabels = new Set(["source", "service", "host"]);

/** "region=eu, tier=gold": the labels that are not its origin. */
export const labelsText = (series: Series): string =>
  Object.entries(series.labels)
    .filter(([name]) => !originLabels.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

const spellings: readonly ((series: Series) => string)[] = [
  (series) => series.name,
  (series) => `${series.name} · ${series.source}`,
  (series) => [series.name, labelsText(series)].filter(Boolean).join(" · "),
  (series) => [series.name, series.source, labelsText(series)].filter(Boolean).join(" · "),
  (series) => `${series.name} · ${series.source} · #${series.id}`,
];

/** A name for each series, as short as tells it from the others: source and labels are added only where names are equal. */
export function seriesNames(series: readonly Series[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const one of series) {
    const alike = series.filter((other) => other.id !== one.id && other.name === one.name);
    const spelling = spellings.find((spell) => alike.every((other) => spell(other) !== spell(one)));
    names.set(one.id, (spelling ?? spellings[0])?.(one) ?? one.name);
  }
  return names;
}

/** Whether every word of a search stands in the series' name, source, unit, labels or description. */
export function matchesSearch(series: Series, description: string, search: string): boolean {
  const labels = Object.entries(series.labels).map(([name, value]) => `${name}=${value}`);
  const text = [series.name, series.source, series.unit, ...labels, description].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
