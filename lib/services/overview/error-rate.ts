import { type Permission, permissions } from "@/lib/contracts/permissions";
import type { Services, VerbContext } from "../context";
import { ownSources } from "../metrics/catalogue";
import { queryMetrics } from "../metrics/query-metrics";

const reads: readonly Permission[] = permissions.filter((permission) => permission === "metrics.read");

/** The overview reads for everybody alike, so it reads as itself. */
const overviewContext = (services: Services): VerbContext => ({
  services,
  via: "worker",
  principal: { kind: "system", id: "overview", name: "Overview", role: "viewer", permissions: reads },
});

/** Failed answers of the API per minute, mean of each bucket of `[fromMs, toMs)`; null where nothing was measured. */
export async function errorsPerMinute(
  services: Services,
  fromMs: number,
  toMs: number,
  stepMs: number,
): Promise<(number | null)[]> {
  const times = Array.from({ length: (toMs - fromMs) / stepMs }, (_, i) => fromMs + i * stepMs);
  const series = services.metrics
    .listSeries()
    .find(({ name, source }) => name === "api.errors" && source === ownSources.process);
  if (!series || times.length === 0) return times.map(() => null);
  const columns = await queryMetrics(overviewContext(services), {
    series: [series.id],
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    step: stepMs,
  });
  const known = new Map(columns.times.map((time, i) => [time, columns.series[0]?.avg[i] ?? null]));
  return times.map((time) => known.get(time) ?? null);
}
