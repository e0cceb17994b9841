import { createClient, type RedisClientType } from "redis";
import type { HubLog } from "../log";

/** The message is one line, and holds no password. */
export class BackplaneUnavailableError extends Error {}

/** Each connection says something more often; a longer silence means that nobody is there. */
export const silentAfterMs = 5_000;
export const reconnectAfterMs = (retries: number): number => Math.min(50 * 2 ** retries, 1_000);

/**
 * A client that fails at once while Redis is away, and comes back by itself. Throws BackplaneUnavailableError, one line, when Redis cannot be
 * reached at the start.
 */
export async function openRedisClient(url: string, log: HubLog): Promise<RedisClientType> {
  let isFirst = true;
  const client = createClient({
    url,
    // The adapter reads replies in the shape of this version of the protocol.
    RESP: 2,
    disableOfflineQueue: true,
    pingInterval: 2_000,
    socket: {
      connectTimeout: 5_000,
      socketTimeout: silentAfterMs,
      reconnectStrategy: (retries, cause) => (isFirst ? cause : reconnectAfterMs(retries)),
    },
  }) as unknown as RedisClientType;
  watch(client, log);
  try {
    await client.connect();
  } catch (cause) {
    const { host } = new URL(url);
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new BackplaneUnavailableError(`Redis at ${host} (REDIS_URL) cannot be used: ${reason}`, { cause });
  }
  isFirst = false;
  return client;
}

function watch(client: RedisClientType, log: HubLog): void {
  let isAway = false;
  client.on("error", (error: Error) => {
    if (!isAway) log.warn({ reason: error.message }, "Redis is away; other nodes are not heard until it is back");
    isAway = true;
  });
  client.on("ready", () => {
    if (isAway) log.info({}, "Redis is back");
    isAway = false;
  });
}
