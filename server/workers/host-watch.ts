import type { Logger } from "pino";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { type ConditionSink, createTelling, type Told } from "./condition-sink";
import { type Limit, watchLimit } from "./limit-watch";
import { startTickLoop } from "./tick-loop";

export interface HostLimits {
  cpu: Limit;
  diskWarning: Limit;
  diskCritical: Limit;
}

/** In percent. */
export const hostLimits: HostLimits = {
  cpu: { above: 90, below: 80, forMs: 60_000 },
  diskWarning: { above: 90, below: 88, forMs: 0 },
  diskCritical: { above: 97, below: 95, forMs: 0 },
};

export interface HostWatchOptions extends ConditionSink {
  store: Pick<MetricStore, "latest">;
  hostName: string;
  log: Logger;
  limits?: HostLimits;
  intervalMs?: number;
}

/** Tells when this machine's processors or disk are over their limits, and when they are not any more. */
export function startHostWatch(options: HostWatchOptions): AsyncDisposable {
  const { log, intervalMs = 1000 } = options;
  const watch = createHostWatching(options);
  return startTickLoop({ name: "host-watch", intervalMs, phaseMs: 500 % intervalMs, log, tick: watch });
}

/** Returns one look at the newest samples. */
export function createHostWatching(options: Omit<HostWatchOptions, "log" | "intervalMs">): () => Promise<void> {
  const { store, hostName, limits = hostLimits } = options;
  const [cpu, diskWarning, diskCritical] = [limits.cpu, limits.diskWarning, limits.diskCritical].map(watchLimit) as [
    ReturnType<typeof watchLimit>,
    ReturnType<typeof watchLimit>,
    ReturnType<typeof watchLimit>,
  ];
  const cpuTold = createTelling(options, `host.cpu:${hostName}`);
  const diskTold = createTelling(options, `host.disk:${hostName}`);

  return async () => {
    const busy = store.latest("host.cpu.busy");
    if (busy) {
      const state = cpu(busy.value, busy.atMs);
      if (state !== "unknown") await cpuTold(state === "exceeded" ? describeCpu(limits.cpu, hostName) : null);
    }
    const used = store.latest("host.disk.percent");
    if (used) {
      const [warning, critical] = [diskWarning(used.value, used.atMs), diskCritical(used.value, used.atMs)];
      const severity = critical === "exceeded" ? "critical" : warning === "exceeded" ? "warning" : null;
      if (severity) await diskTold(describeDisk(severity, used.value, hostName));
      else if (warning === "kept") await diskTold(null);
    }
  };
}

const describeCpu = ({ above, forMs }: Limit, hostName: string): Told => ({
  kind: "host.cpu",
  severity: "warning",
  title: `Processors of ${hostName} are busy`,
  body: `Above ${above} % for ${Math.round(forMs / 1000)} s.`,
  link: "/explore",
});

const describeDisk = (severity: "warning" | "critical", percent: number, hostName: string): Told => ({
  kind: "host.disk",
  severity,
  title: severity === "critical" ? `The disk of ${hostName} is nearly full` : `The disk of ${hostName} fills up`,
  body: `${percent.toFixed(1)} % of the filesystem that holds Pulseboard's data is in use.`,
  link: "/explore",
});
