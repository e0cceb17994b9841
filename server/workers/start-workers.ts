import { hostname } from "node:os";
import type { Labels, MetricFrame, MetricSeriesChange } from "@/lib/contracts/metrics";
import { createBackupDesk } from "@/lib/db/backup/backup-desk";
import type { Services } from "@/lib/services/context";
import { type Condition, openCondition, resolveCondition } from "@/lib/services/notifications/conditions";
import { readShop, shopMidnight } from "@/lib/services/settings/shop";
import { serveBackups } from "@/server/backup/serve-backups";
import { Disposal } from "@/server/disposal";
import { startBusinessSampler } from "./business-sampler";
import { startDailyBackup } from "./daily-backup";
import { importDemoHistory } from "./demo/history";
import { startDemoTraffic } from "./demo/traffic";
import { startHostSampler } from "./host-sampler";
import { startHostWatch } from "./host-watch";
import { startMetricPublisher } from "./metric-publisher";
import { startMetricWriter } from "./metric-writer";
import { startOncePerHost } from "./once-per-host";
import { startProcessSampler } from "./process-sampler";
import { startPruner } from "./pruner";
import { startRollup } from "./rollup";
import { startSourceWatch } from "./source-watch";

interface Options {
  services: Services;
  disposal: Disposal;
  dataDir: string;
  sampleIntervalMs: number;
}

interface CommonOptions extends Options {
  /** How long audit entries are kept. */
  auditDays: number;
  /** Null: no demo traffic. */
  demoOrdersPerMinute: number | null;
}

interface OwnOptions extends Options {
  /** A folder that the processes of one installation on this host share, in which one of them takes the host; null for a process that is alone. */
  hostLock: string | null;
  /** Labels of what this process measures of itself; none for a process that is alone. */
  labels: Labels;
  apiAnswers(): { answers: number; errors: number };
  hubStats(): { connections: number; messages: number };
  hasWatchers(set: string): boolean;
  emitFrame(set: string, frame: MetricFrame): void;
  emitSeries(set: string, change: MetricSeriesChange): void;
}

const conditionsOf = (services: Services) => ({
  openCondition: (condition: Condition) => openCondition(services, condition),
  resolveCondition: (fingerprint: string) => resolveCondition(services, fingerprint),
});

/** The demo's past orders, at its first start. Before anything is measured: both would want the whole database. */
export async function importDemo(services: Services, demoOrdersPerMinute: number | null): Promise<void> {
  if (demoOrdersPerMinute === null) return;
  const startedMs = Date.now();
  const imported = await importDemoHistory({ services, perMinute: demoOrdersPerMinute });
  if (imported > 0) services.log.info({ imported, ms: Date.now() - startedMs }, "demo history imported");
}

/** Starts what one process does for all: it prunes, measures the shop, watches the sources, and makes the demo's orders and the backups. */
export async function startCommonWorkers(options: CommonOptions): Promise<void> {
  const { services, disposal, dataDir, sampleIntervalMs: intervalMs, demoOrdersPerMinute } = options;
  const { metrics: store, database, log } = services;
  const conditions = conditionsOf(services);

  if (database.kind === "embedded") {
    const desk = createBackupDesk(database);
    disposal.use("daily backup", startDailyBackup({ desk, dataDir, log, ...conditions }));
    disposal.use("backups on request", await serveBackups({ desk, dataDir, log }));
  }
  disposal.use("pruner", startPruner({ store, database, log, auditDays: options.auditDays }));
  disposal.use(
    "business sampler",
    startBusinessSampler({
      store,
      database,
      intervalMs,
      log,
      shopMidnight: async () => shopMidnight(services.now(), (await readShop(services)).timeZone),
    }),
  );
  disposal.use("source watch", startSourceWatch({ store, log, ...conditions }));
  if (demoOrdersPerMinute !== null) {
    disposal.use("demo traffic", startDemoTraffic({ services, perMinute: demoOrdersPerMinute }));
  }
}

/** Starts what each process does for itself: it measures itself and what it is given, keeps and publishes that, and one of a host measures the host. */
export async function startOwnWorkers(options: OwnOptions): Promise<void> {
  const { services, disposal, dataDir, sampleIntervalMs: intervalMs } = options;
  const { metrics: store, database, log } = services;
  disposal.use("rollup", startRollup({ store, database, log }));
  disposal.use("metric writer", startMetricWriter({ store, database, log }));
  disposal.use(
    "process sampler",
    startProcessSampler({
      store,
      intervalMs,
      log,
      hubStats: options.hubStats,
      apiAnswers: options.apiAnswers,
      labels: options.labels,
      pingDatabase: () => database.ping(),
    }),
  );
  disposal.use(
    "metric publisher",
    startMetricPublisher({
      store,
      log,
      intervalMs,
      hasWatchers: options.hasWatchers,
      emitFrame: options.emitFrame,
      emitSeries: options.emitSeries,
    }),
  );
  const startHost = (): AsyncDisposable => {
    const host = new Disposal(log);
    host.use("host sampler", startHostSampler({ store, hostName: hostname(), dataDir, intervalMs, log }));
    host.use("host watch", startHostWatch({ store, hostName: hostname(), log, ...conditionsOf(services) }));
    return host;
  };
  disposal.use("host", options.hostLock === null ? startHost() : startOncePerHost(options.hostLock, startHost, log));
}
