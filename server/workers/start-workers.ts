import { hostname } from "node:os";
import type { MetricFrame, MetricSeriesChange } from "@/lib/contracts/metrics";
import { createBackupDesk } from "@/lib/db/backup/backup-desk";
import type { Services } from "@/lib/services/context";
import { type Condition, openCondition, resolveCondition } from "@/lib/services/notifications/conditions";
import { readShop, shopMidnight } from "@/lib/services/settings/shop";
import { serveBackups } from "@/server/backup/serve-backups";
import type { Disposal } from "@/server/disposal";
import { startBusinessSampler } from "./business-sampler";
import { startDailyBackup } from "./daily-backup";
import { importDemoHistory } from "./demo/history";
import { startDemoTraffic } from "./demo/traffic";
import { startHostSampler } from "./host-sampler";
import { startHostWatch } from "./host-watch";
import { startMetricPublisher } from "./metric-publisher";
import { startMetricWriter } from "./metric-writer";
import { startProcessSampler } from "./process-sampler";
import { startPruner } from "./pruner";
import { startRollup } from "./rollup";
import { startSourceWatch } from "./source-watch";

interface Options {
  services: Services;
  disposal: Disposal;
  dataDir: string;
  /** How long audit entries are kept. */
  auditDays: number;
  sampleIntervalMs: number;
  /** Null: no demo traffic. */
  demoOrdersPerMinute: number | null;
  apiAnswers(): { answers: number; errors: number };
  hubStats(): { connections: number; messages: number };
  hasWatchers(set: string): boolean;
  emitFrame(set: string, frame: MetricFrame): void;
  emitSeries(set: string, change: MetricSeriesChange): void;
}

/** Starts what measures, keeps, publishes and watches; each part ends with `disposal`, the writers after what they write. */
export async function startWorkers(options: Options): Promise<void> {
  const { services, disposal, dataDir, sampleIntervalMs: intervalMs, demoOrdersPerMinute } = options;
  const { metrics: store, database, log } = services;
  const conditions = {
    openCondition: (condition: Condition) => openCondition(services, condition),
    resolveCondition: (fingerprint: string) => resolveCondition(services, fingerprint),
  };

  if (demoOrdersPerMinute !== null) {
    const startedMs = Date.now();
    const imported = await importDemoHistory({ services, perMinute: demoOrdersPerMinute });
    if (imported > 0) log.info({ imported, ms: Date.now() - startedMs }, "demo history imported");
  }

  if (database.kind === "embedded") {
    const desk = createBackupDesk(database);
    disposal.use("daily backup", startDailyBackup({ desk, dataDir, log, ...conditions }));
    disposal.use("backups on request", await serveBackups({ desk, dataDir, log }));
  }
  disposal.use("pruner", startPruner({ store, database, log, auditDays: options.auditDays }));
  disposal.use("rollup", startRollup({ store, database, log }));
  disposal.use("metric writer", startMetricWriter({ store, database, log }));
  disposal.use("host sampler", startHostSampler({ store, hostName: hostname(), dataDir, intervalMs, log }));
  disposal.use(
    "process sampler",
    startProcessSampler({
      store,
      intervalMs,
      log,
      hubStats: options.hubStats,
      apiAnswers: options.apiAnswers,
      pingDatabase: () => database.ping(),
    }),
  );
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
  disposal.use("source watch", startSourceWatch({ store, log, ...conditions }));
  disposal.use("host watch", startHostWatch({ store, hostName: hostname(), log, ...conditions }));
  if (demoOrdersPerMinute !== null) {
    disposal.use("demo traffic", startDemoTraffic({ services, perMinute: demoOrdersPerMinute }));
  }
}
