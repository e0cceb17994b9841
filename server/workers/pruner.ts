import type { Logger } from "pino";
import type { Database } from "@/lib/db/open";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { pruneAudit } from "./prune-audit";
import { pruneEvents } from "./prune-events";
import { pruneIdempotencyKeys } from "./prune-keys";
import { pruneSamples } from "./prune-samples";
import { startTickLoop } from "./tick-loop";
import { vacuumTables } from "./vacuum";

export interface PrunerOptions {
  store: Pick<MetricStore, "ledger" | "listSeries">;
  database: Database;
  log: Logger;
  auditDays: number;
  intervalMs?: number;
}

/** Removes what is older than it is kept, in small batches; on the embedded database it also gives the space back. */
export function startPruner({ store, database, log, auditDays, intervalMs = 60_000 }: PrunerOptions): AsyncDisposable {
  return startTickLoop({
    name: "pruner",
    intervalMs,
    phaseMs: 5000 % intervalMs,
    log,
    tick: async (atMs) => {
      const samples = await pruneSamples({ store, database }, atMs);
      const keys = await pruneIdempotencyKeys(database, atMs);
      const events = await pruneEvents(database, atMs);
      const audit = await pruneAudit(database, atMs, auditDays);
      const vacuumed = database.kind === "embedded" ? await vacuumTables(database) : [];
      if (samples + keys + events + audit + vacuumed.length > 0)
        log.debug({ samples, keys, events, audit, vacuumed }, "pruned");
    },
  });
}
