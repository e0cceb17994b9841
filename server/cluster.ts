import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Labels } from "@/lib/contracts/metrics";
import type { Database } from "@/lib/db/open";
import { readInstallationId } from "@/lib/services/settings/installation";
import { aloneBackplane, type Backplane, openRedisBackplane, openRedisClient } from "@/server/hub";
import type { Disposal } from "./disposal";
import { redisLimiters } from "./redis-limiters";

interface Options {
  redisUrl: string | undefined;
  database: Database;
  /** Where this process listens: with the host's name its label. */
  port: number;
  log: Logger;
  disposal: Disposal;
}

/** What a process has in common with the others of its installation. */
export interface Cluster {
  /** There may be others. */
  isClustered: boolean;
  backplane: Backplane;
  /** Of limits that hold for all processes; absent, each counts for itself. */
  limiters: ReturnType<typeof redisLimiters> | undefined;
  /** A folder that the processes of one installation on this host share, in which one of them takes the host; null for a process that is alone. */
  hostLock: string | null;
  /** Tell a process's own series from another's. */
  labels: Labels;
}

/** Without a Redis this process is alone. Throws BackplaneUnavailableError. */
export async function joinCluster({ redisUrl, database, port, log, disposal }: Options): Promise<Cluster> {
  if (redisUrl === undefined)
    return { isClustered: false, backplane: aloneBackplane(), limiters: undefined, hostLock: null, labels: {} };
  const installation = await readInstallationId(database);
  const prefix = `pulseboard:${installation}`;
  const backplane = disposal.use("backplane", await openRedisBackplane({ url: redisUrl, prefix, log }));
  const redis = await openRedisClient(redisUrl, log);
  disposal.defer("redis", () => redis.destroy());
  return {
    isClustered: true,
    backplane,
    limiters: redisLimiters(redis, prefix),
    hostLock: join(tmpdir(), `pulseboard-host-${installation}`),
    // Its address and not its number, which is another after each start.
    labels: { process: `${hostname()}:${port}` },
  };
}
