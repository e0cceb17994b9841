import type { Logger } from "pino";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { createHostProbe } from "./host-probe";
import { toSamples } from "./own-samples";
import { startTickLoop } from "./tick-loop";

export interface HostSamplerOptions {
  store: Pick<MetricStore, "record">;
  hostName: string;
  /** Its filesystem is the disk that is measured. */
  dataDir: string;
  intervalMs: number;
  log: Logger;
}

/** Measures this machine at each interval. */
export function startHostSampler({ store, hostName, dataDir, intervalMs, log }: HostSamplerOptions): AsyncDisposable {
  const probe = createHostProbe({ dataDir });
  return startTickLoop({
    name: "host-sampler",
    intervalMs,
    log,
    tick: async (atMs) => store.record(toSamples(await probe(atMs), hostName, "host", atMs)),
  });
}
