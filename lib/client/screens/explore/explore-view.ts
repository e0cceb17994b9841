import { type ExploreRangeKey, isRangeKey, longestWindowMs, usualRange } from "./explore-ranges";
import { mostSeries } from "./selection";

/** live: the last `range`, moving on. fixed: a span of ms since 1970 that stands still; `range` is where "back to live" leads. */
export type ExploreWindow =
  | { kind: "live"; range: ExploreRangeKey }
  | { kind: "fixed"; fromMs: number; toMs: number; range: ExploreRangeKey };

/** All that an address says of the page. */
export interface ExploreView {
  /** Chosen series in the order of choosing; null when the address names none, so that the page chooses. */
  seriesIds: readonly number[] | null;
  /** Whose series are chosen while `seriesIds` is null. */
  sourceId: string | null;
  window: ExploreWindow;
}

interface Params {
  get(name: string): string | null;
}

/** The view of an address; what makes no sense in it counts as absent. */
export function readView(params: Params): ExploreView {
  return {
    seriesIds: readIds(params.get("series")),
    sourceId: params.get("source") || null,
    window: readWindow(params),
  };
}

function readIds(text: string | null): number[] | null {
  if (text === null) return null;
  const ids = text
    .split(",")
    .filter((part) => /^[1-9]\d{0,8}$/.test(part))
    .map(Number);
  return [...new Set(ids)].slice(0, mostSeries);
}

function readWindow(params: Params): ExploreWindow {
  const named = params.get("range");
  const range = isRangeKey(named) ? named : usualRange;
  const [fromMs, toMs] = [Date.parse(params.get("from") ?? ""), Date.parse(params.get("to") ?? "")];
  const fixed = fromMs < toMs && toMs - fromMs <= longestWindowMs;
  return fixed ? { kind: "fixed", fromMs, toMs, range } : { kind: "live", range };
}

/** The address's query that restores the view, with its "?"; empty for the page as it opens by itself. */
export function viewSearch({ seriesIds, sourceId, window }: ExploreView): string {
  const parts: string[] = [];
  if (seriesIds !== null) parts.push(`series=${seriesIds.join(",")}`);
  else if (sourceId !== null) parts.push(`source=${encodeURIComponent(sourceId)}`);
  if (window.range !== usualRange) parts.push(`range=${window.range}`);
  if (window.kind === "fixed") {
    parts.push(`from=${new Date(window.fromMs).toISOString()}`, `to=${new Date(window.toMs).toISOString()}`);
  }
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}
