import { operations, type Series } from "@/lib/contracts/metrics";
import { HubError } from "@/lib/hub-protocol";
import { defineVerb } from "../define-verb";
import { BucketColumns } from "./bucket-columns";
import { chooseAxis } from "./query-axis";
import { readParts, splitAxis } from "./query-parts";
import { longestRangeMs } from "./resolutions";

/** A window of some series as columns. The last half hour comes from memory, without the database. */
export const queryMetrics = defineVerb(operations.queryMetrics, async ({ services }, input) => {
  const { metrics, database } = services;
  const [fromMs, toMs, nowMs] = [Date.parse(input.from), Date.parse(input.to), services.now().getTime()];
  if (!(fromMs < toMs)) throw invalid("from", "It must be earlier than `to`.");
  if (toMs - fromMs > longestRangeMs) throw invalid("from", "At most 400 days can be asked for.");
  const ids = [...new Set(input.series)];
  const series = ids.map((id) => requireSeries(metrics.findSeries(id), id, input.series.indexOf(id)));

  const axis = chooseAxis({ fromMs, toMs, nowMs, stepMs: input.step });
  const columns = new Map(ids.map((id) => [id, new BucketColumns(axis)]));
  const { parts, memoryFromMs } = splitAxis(axis, metrics.ledger, metrics.recentFromMs(nowMs));
  await readParts(database, axis, parts, columns);
  for (const [id, each] of columns) metrics.addRecent(id, memoryFromMs, axis.endMs, each);

  return {
    from: axis.startMs,
    to: axis.endMs,
    stepMs: axis.stepMs,
    times: Array.from({ length: axis.points }, (_, index) => axis.startMs + index * axis.stepMs),
    series: series.map((each) => ({ ...each, ...(columns.get(each.id) ?? new BucketColumns(axis)).columns() })),
  };
});

const invalid = (path: string, message: string): HubError =>
  new HubError("INVALID_ARGUMENT", `${path}: ${message}`, { fields: [{ path, message }] });

function requireSeries(series: Series | undefined, id: number, index: number): Series {
  if (series) return series;
  const message = `There is no series ${id}.`;
  throw new HubError("NOT_FOUND", message, { fields: [{ path: `series.${index}`, message }] });
}
