const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The ranges of the metrics page, shortest first, with their length. */
export const exploreRanges = [
  { key: "1m", label: "1 min", short: "1m", ms: minuteMs },
  { key: "5m", label: "5 min", short: "5m", ms: 5 * minuteMs },
  { key: "15m", label: "15 min", short: "15m", ms: 15 * minuteMs },
  { key: "1h", label: "1 h", short: "1h", ms: hourMs },
  { key: "6h", label: "6 h", short: "6h", ms: 6 * hourMs },
  { key: "24h", label: "24 h", short: "24h", ms: dayMs },
  { key: "7d", label: "7 d", short: "7d", ms: 7 * dayMs },
  { key: "30d", label: "30 d", short: "30d", ms: 30 * dayMs },
] as const;

export type ExploreRangeKey = (typeof exploreRanges)[number]["key"];

export const usualRange: ExploreRangeKey = "15m";

/** What the API takes at once. */
export const longestWindowMs = 400 * dayMs;
export const shortestWindowMs = 10_000;

export const isRangeKey = (key: string | null): key is ExploreRangeKey =>
  exploreRanges.some((range) => range.key === key);

/** Length of a range in ms. */
export const rangeMs = (key: ExploreRangeKey): number => exploreRanges.find((range) => range.key === key)?.ms ?? hourMs;
