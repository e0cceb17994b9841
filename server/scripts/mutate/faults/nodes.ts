import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";
import { resume } from "./restarts";

const leadership = "lib/db/leadership.ts";
const streamFollower = "server/hubs/stream-follower.ts";
const nobody = /nobody took over/;
const notTold = /were not told everything/;
const notHeard = /not every process hears the others/;

/** Several processes: the one that leads goes, or what lies between them does. */
export const nodeFaults: readonly FaultMutation[] = [
  {
    rule: "resume",
    row: "nodes",
    breaks: /^resyncs [1-9]/,
    lines: [resume],
    why: "a snapshot covers what is not replayed",
  },
  {
    rule: "dead-process",
    row: "nodes",
    rounds: 2,
    breaks: /present connections: .* and not/,
    lines: [
      line(
        "dead-process",
        "server/hub/backplane/shared-table.ts",
        "for (const id of went) this.#replace(id, undefined);",
        "",
      ),
    ],
  },
  {
    rule: "waits-for-the-lead",
    row: "leader",
    rounds: 2,
    breaks: nobody,
    lines: [line("waits-for-the-lead", leadership, "await pause(pollMs, over);", "await pause(120_000, over);")],
  },
  {
    rule: "silent-leader",
    row: "leader",
    breaks: nobody,
    lines: [line("silent-leader", leadership, "await session.endSilentLeader();", "")],
  },
  {
    rule: "term-fence",
    row: "leader",
    breaks: /[1-9] writes under a stale term|^writes under a stale term [1-9]/,
    lines: [
      line(
        "term-fence",
        "server/workers/relay-store.ts",
        "if (!place || place.term !== term) throw new FencedError();",
        "if (!place) throw new FencedError();",
      ),
      line(
        "term-fence",
        leadership,
        "session.datid = holder.datid and session.application_name = holder.application_name",
        "false",
      ),
      line(
        "term-fence",
        leadership,
        "const over = AbortSignal.any([sessionOver, resigned.signal]);",
        "const over = stop.signal;",
      ),
    ],
    why: "a leader that wakes up sees that its session is over, and stops",
  },
  {
    rule: "follows-the-database",
    row: "redis",
    breaks: notTold,
    lines: [
      line(
        "follows-the-database",
        streamFollower,
        "const timer = setInterval(() => void catchUp().catch(note), intervalMs).unref();",
        "const timer = setInterval(() => undefined, intervalMs).unref();",
      ),
      line(
        "follows-the-database",
        streamFollower,
        "else if (fresh.length > 0 || epoch !== log.place.epoch) await readOn();",
        "",
      ),
    ],
    why: "what comes next shows the hole, too",
  },
  {
    rule: "redis-comes-back",
    row: "redis",
    breaks: notHeard,
    lines: [
      line(
        "redis-comes-back",
        "server/hub/backplane/redis-client.ts",
        "reconnectStrategy: (retries, cause) => (isFirst ? cause : reconnectAfterMs(retries)),",
        "reconnectStrategy: (_retries, cause) => cause,",
      ),
      line("redis-comes-back", "server/hub/backplane/redis-client.ts", "keepAnswering(client, log);", ""),
    ],
    why: "a client that does not answer is connected anew, too",
  },
];
