import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

const relay = "server/workers/relay.ts";
/** Whoever comes back is given a snapshot instead of what they missed. */
export const resume = line(
  "resume",
  "server/hub/stream-replay.ts",
  "if (cursor.epoch !== epoch || gap < 0 ||",
  "if (gap !== -1 ||",
);
const resyncs = /^resyncs [1-9]/;

/** The server's process ends, and comes back to all of its clients at once. */
export const restartFaults: readonly FaultMutation[] = [
  {
    rule: "resume",
    row: "server-kill",
    breaks: resyncs,
    lines: [resume],
    why: "a snapshot covers what is not replayed",
  },
  {
    rule: "asks-from-offset",
    row: "server-kill",
    breaks: resyncs,
    lines: [
      line(
        "asks-from-offset",
        "lib/hub-client/stream-feed.ts",
        '"subscribe", { stream: this.#name, ...from }',
        '"subscribe", { stream: this.#name }',
      ),
    ],
  },
  {
    rule: "durable-outbox",
    row: "server-kill",
    breaks: /missing: |were not told everything/,
    lines: [
      line(
        "durable-outbox",
        relay,
        "const lines = new Map<DurableStreamName, RelayLine>();",
        "const lines = new Map<DurableStreamName, RelayLine>();\n  await database.db.delete(schema.outbox);",
      ),
      line("durable-outbox", "server/compose.ts", "late.wake = delivery.wake;", ""),
      line("durable-outbox", relay, "pollIntervalMs = 250", "pollIntervalMs = 1_000"),
    ],
    why: "a relay that is not woken, and polls seldom, so that something waits at the kill",
  },
  {
    rule: "resume",
    row: "relay-crash",
    breaks: resyncs,
    lines: [resume],
    why: "a snapshot covers what is not replayed",
  },
  {
    rule: "logged-with-its-offset",
    row: "relay-crash",
    breaks: resyncs,
    lines: [
      line("logged-with-its-offset", "server/workers/relay-store.ts", "await tx.insert(events).values(stored);", ""),
      line(
        "logged-with-its-offset",
        "server/workers/relay-line.ts",
        "publish(batch.epoch, batch.stored);",
        'publish(batch.epoch, batch.stored);\n    await database.db.insert((await import("@/lib/db/schema")).events).values(batch.stored);',
      ),
    ],
    why: "the log is written all the same, but after the emit",
  },
  {
    rule: "retry",
    row: "reconnect-storm",
    breaks: /did not get there/,
    lines: [
      line(
        "retry",
        "lib/hub-client/connection.ts",
        "const policyMs = this.#options.retryPolicy(",
        "const policyMs = this.#attempt > 2 ? null : this.#options.retryPolicy(",
      ),
    ],
  },
  {
    rule: "replay-from-database",
    row: "relay-crash",
    breaks: resyncs,
    lines: [
      line(
        "replay-from-database",
        "server/hubs/event-log.ts",
        "return rows.map((row) => logged(row, epoch));",
        "return rows.slice(rows.length).map((row) => logged(row, epoch));",
      ),
    ],
    why: "after a restart the memory is empty; what the dead process has not emitted is nowhere else",
  },
];
