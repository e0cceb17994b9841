import type { Logger } from "pino";
import type { Database } from "@/lib/db/open";
import { makePartitionsAhead } from "@/lib/db/partitions";
import type { MetricStore } from "@/lib/services/metrics/metric-store";
import { pruneAudit } from "./prune-audit";
import { pruneEvents } from "./prune-events";
import { pruneDeadLetters, pruneIdempotencyKeys, pruneNotifications, pruneSessions } from "./prune-records";
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

/**
 * Removes what is older than it is kept: whole partitions where there are some, and small batches of rows. Makes the partitions that
 * come next; on the embedded database it also gives the space back.
 */
export function startPruner({ store, database, log, auditDays, intervalMs = 60_000 }: PrunerOptions): AsyncDisposable {
  return startTickLoop({
    name: "pruner",
    intervalMs,
    phaseMs: 5000 % intervalMs,
    log,
    tick: async (atMs) => {
      const made = await makePartitionsAhead(database, atMs);
      const { partitions: dropped, rows: samples } = await pruneSamples({ store, database }, atMs);
      const keys = await pruneIdempotencyKeys(database, atMs);
      const events = await pruneEvents(database, atMs);
      const sessions = await pruneSessions(database, atMs);
      const notifications = await pruneNotifications(database, atMs);
      const deadLetters = await pruneDeadLetters(database, atMs);
      if (deadLetters > 0) log.warn({ deadLetters }, "dead letters that nobody settled were given up");
      const audit = await pruneAudit(database, atMs, auditDays);
      const vacuumed = database.kind === "embedded" ? await vacuumTables(database) : [];
      const pruned = { samples, keys, events, sessions, notifications, deadLetters, audit };
      if (Object.values(pruned).some((count) => count > 0) || made.length + dropped.length + vacuumed.length > 0)
        log.debug({ ...pruned, made, dropped, vacuumed }, "pruned");
    },
  });
}
