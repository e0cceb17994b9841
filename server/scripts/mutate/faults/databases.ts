import type { FaultMutation } from "./fault-mutation";
import { line } from "./fault-mutation";

const one = (rule: string, row: string, file: string, find: string, put: string, rounds = 1): FaultMutation => ({
  rule,
  row,
  rounds,
  lines: [line(rule, file, find, put)],
});

/** A database that ends, hangs, fills up, or is given what nobody can read. */
export const databaseFaults: readonly FaultMutation[] = [
  one(
    "stale-lock",
    "embedded-kill",
    "lib/db/lock-file.ts",
    "if (await isAlive(holder, path)) return { path, holder };",
    "return { path, holder };",
  ),
  one("worker-restart", "worker-exception", "lib/db/embedded.ts", "worker = await restart();", "worker = null;"),
  one("answer-watch", "worker-exception", "lib/db/embedded.ts", "void watched.kill();", "", 2),
  one(
    "unavailable-on-the-hub",
    "worker-exception",
    "server/hubs/database-failures.ts",
    "throw databaseFailure(error);\n    }\n  },",
    "throw error;\n    }\n  },",
  ),
  one("disk-reserve", "disk-full", "lib/db/embedded.ts", "if (space.isLow) await space.releaseReserve();", "", 2),
  one("read-only-when-full", "disk-full", "lib/db/embedded.ts", 'space.isLow ? "on" : "off"', '"off"', 2),
  one("burial", "poison", "server/workers/relay-line.ts", "if (tries < maxTries) return false;", "return false;"),
];
