/** A relay over a real database, for tests: what it publishes of the orders, and who died on the way. */

import { ensureStreams, type StoredEvent } from "@/lib/db/stream-log";
import { testDatabase, testLog } from "@/lib/db/testing";
import { testServices } from "@/lib/services/identity/testing";
import { as } from "@/lib/services/orders/testing";
import { checkEvent } from "@/lib/services/streams/audience";
import { type Relay, type RelayOptions, startRelay } from "./relay";

export async function relayWorld() {
  const database = await testDatabase();
  await ensureStreams(database);
  const services = testServices(database);
  const published: StoredEvent[] = [];
  const counts = { died: 0, fenced: 0 };
  let changed: () => void = () => undefined;

  const count = (what: keyof typeof counts) => () => {
    counts[what]++;
    changed();
  };
  /** What `publish` of the options throws is not published. */
  const start = (options: Partial<RelayOptions> = {}): Promise<Relay> =>
    startRelay({
      database,
      log: testLog,
      pollIntervalMs: 20,
      batchSize: 7,
      onFenced: count("fenced"),
      check: checkEvent,
      onDeadLetter: count("died"),
      ...options,
      publish(stream, epoch, events) {
        options.publish?.(stream, epoch, events);
        if (stream === "orders") published.push(...events);
        changed();
      },
    });
  /** Looked at whenever something is published, buried or fenced. */
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => holds() && resolve();
      changed();
    });
  return {
    database,
    operator: as(services, "operator"),
    admin: as(services, "admin"),
    published,
    start,
    until,
    died: () => counts.died,
    fenced: () => counts.fenced,
    [Symbol.asyncDispose]: database[Symbol.asyncDispose],
  };
}
