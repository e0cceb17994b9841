import type { MetricColumns, Series } from "@/lib/contracts/metrics";
import { HubError } from "@/lib/hub-protocol";
import type { Services } from "../context";
import { BucketColumns } from "./bucket-columns";
import { chooseAxis, type QueryAxis } from "./query-axis";
import { readParts, splitAxis } from "./query-parts";
import { longestRangeMs } from "./resolutions";

/** What is asked for, checked: series that exist, and the buckets of the answer. */
export interface MetricReading {
  series: readonly Series[];
  axis: QueryAxis;
}

export interface MetricQuestion {
  series: readonly number[];
  from: string;
  to: string;
  step?: number | undefined;
}

/** Throws INVALID_ARGUMENT for a range that is none or too long, NOT_FOUND for a series that does not exist. */
export function planReading({ metrics, now }: Services, question: MetricQuestion): MetricReading {
  const [fromMs, toMs] = [Date.parse(question.from), Date.parse(question.to)];
  if (!(fromMs < toMs)) throw invalid("from", "It must be earlier than `to`.");
  if (toMs - fromMs > longestRangeMs) throw invalid("from", "At most 400 days can be asked for.");
  const ids = [...new Set(question.series)];
  return {
    series: ids.map((id) => requireSeries(metrics.findSeries(id), id, question.series.indexOf(id))),
    axis: chooseAxis({ fromMs, toMs, nowMs: now().getTime(), stepMs: question.step }),
  };
}

/** Reads the buckets of an axis, or of a part of one. The last half hour comes from memory, without the database. */
export async function readAxis(
  { database, metrics, now }: Services,
  series: readonly Series[],
  axis: QueryAxis,
): Promise<MetricColumns> {
  const columns = new Map(series.map(({ id }) => [id, new BucketColumns(axis)]));
  const { parts, memoryFromMs } = splitAxis(axis, metrics.ledger, metrics.recentFromMs(now().getTime()));
  await readParts(database, axis, parts, columns);
  for (const [id, each] of columns) metrics.addRecent(id, memoryFromMs, axis.endMs, each);
  return {
    from: axis.startMs,
    to: axis.endMs,
    stepMs: axis.stepMs,
    times: Array.from({ length: axis.points }, (_, index) => axis.startMs + index * axis.stepMs),
    series: series.map((each) => ({ ...each, ...(columns.get(each.id) ?? new BucketColumns(axis)).columns() })),
  };
}

const invalid = (path: string, message: string): HubError =>
  new HubError("INVALID_ARGUMENT", `${path}: ${message}`, { fields: [{ path, message }] });

function requireSeries(series: Series | undefined, id: number, index: number): Series {
  if (series) return series;
  const message = `There is no series ${id}.`;
  throw new HubError("NOT_FOUND", message, { fields: [{ path: `series.${index}`, message }] });
}
