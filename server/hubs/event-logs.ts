import { DurableStreamName } from "@/lib/contracts/streams";
import type { Database } from "@/lib/db/open";
import { ensureStreams } from "@/lib/db/stream-log";
import { type CachedEventLog, openEventLog } from "./event-log";

/** The durable streams' logs, and the way from the relay into them and on to whoever publishes. */
export async function openEventLogs(database: Database) {
  await ensureStreams(database);
  const opened = await Promise.all(
    DurableStreamName.options.map(async (stream) => [stream, await openEventLog({ database, stream })] as const),
  );
  return Object.fromEntries(opened) as Record<DurableStreamName, CachedEventLog>;
}
