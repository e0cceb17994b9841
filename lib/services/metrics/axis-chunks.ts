import type { QueryAxis } from "./query-axis";

/** Numbers in a chunk, counted as buckets times series: about 30 kB, so that the ten that may be under way stay far from the bound of a slow connection. */
const mostCells = 700;
/** A chart of a thousand points fills in eight steps. */
const mostPoints = 128;

/** Cuts an axis into chunks of its buckets, newest first: what happened last is what somebody looks for. */
export function chunksOf(axis: QueryAxis, seriesCount: number): QueryAxis[] {
  const points = Math.max(1, Math.min(mostPoints, Math.floor(mostCells / seriesCount)));
  const spanMs = points * axis.stepMs;
  const chunks: QueryAxis[] = [];
  for (let endMs = axis.endMs; endMs > axis.startMs; endMs -= spanMs) {
    const startMs = Math.max(axis.startMs, endMs - spanMs);
    chunks.push({ ...axis, startMs, endMs, points: (endMs - startMs) / axis.stepMs });
  }
  return chunks;
}
