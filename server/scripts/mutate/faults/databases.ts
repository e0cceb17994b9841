import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

interface Rest {
  breaks: RegExp;
  rounds?: number;
}

const one = (rule: string, row: string, rest: Rest, file: string, find: string, put: string): FaultMutation => ({
  rule,
  row,
  ...rest,
  lines: [line(rule, file, find, put)],
});

const uncaught = /nobody caught|the server's process ended/;

/** A database that ends, hangs, fills up, or is given what nobody can read. */
export const databaseFaults: readonly FaultMutation[] = [
  one(
    "stale-lock",
    "embedded-kill",
    { breaks: /did not open: .*is in use by process/s },
    "lib/db/lock-file.ts",
    "if (await isAlive(holder, path)) return { path, holder };",
    "return { path, holder };",
  ),
  one(
    "worker-restart",
    "worker-exception",
    { breaks: /nothing was acknowledged/ },
    "lib/db/embedded.ts",
    "worker = await restart();",
    "worker = null;",
  ),
  one(
    "answer-watch",
    "worker-exception",
    { breaks: /the broken statement was left alone/, rounds: 2 },
    "lib/db/embedded.ts",
    "void watched.kill();",
    "",
  ),
  one(
    "unavailable-on-the-hub",
    "worker-exception",
    { breaks: /commands were refused/ },
    "server/hubs/database-failures.ts",
    "throw databaseFailure(error);\n    }\n  },",
    "throw error;\n    }\n  },",
  ),
  one(
    "disk-reserve",
    "disk-full",
    { breaks: /no read was answered while the disk was full/, rounds: 4 },
    "lib/db/embedded.ts",
    "if (space.isLow) await space.releaseReserve();",
    "",
  ),
  one(
    "read-only-when-full",
    "disk-full",
    { breaks: /on a full disk \d+ writes were answered 503, and [1-9]|ended itself over changes/, rounds: 2 },
    "lib/db/embedded.ts",
    'space.isLow ? "on" : "off"',
    '"off"',
  ),
  one(
    "burial",
    "poison",
    { breaks: /were not told everything/ },
    "server/workers/relay-line.ts",
    "if (tries < maxTries) return false;",
    "return false;",
  ),
  one("pool-error", "postgres-kill", { breaks: uncaught }, "lib/db/open.ts", 'pool.on("error", logEnded);', ""),
  one(
    "connection-error",
    "postgres-kill",
    { breaks: uncaught, rounds: 3 },
    "lib/db/open.ts",
    'pool.on("connect", (client) => client.on("error", () => undefined));',
    "",
  ),
  one(
    "relay-goes-on",
    "postgres-kill",
    { breaks: /nobody caught|the server's process ended|were not told everything/ },
    "server/workers/relay.ts",
    'log.error({ err: error }, "relay: the outbox could not be drained; trying again");',
    "throw error;",
  ),
];
