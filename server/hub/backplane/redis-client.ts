import { createClient, type RedisClientType } from "redis";
import type { HubLog } from "../log";

/** The message is one line, and holds no password. */
export class BackplaneUnavailableError extends Error {}

/** Each connection says something more often; a longer silence means that nobody is there. */
export const silentAfterMs = 5_000;
const askEveryMs = 2_000;
const answerWithinMs = 3_000;
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
    commandsQueueMaxLength: 10_000,
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
  keepAnswering(client, log);
  return client;
}

/**
 * Begins anew when nobody answers. The client's own limit is for a silent network: whatever is still written to one that is dead keeps it from
 * being noticed.
 */
function keepAnswering(client: RedisClientType, log: HubLog): void {
  let isAsking = false;
  const timer = setInterval(() => void ask(), askEveryMs).unref();
  async function ask(): Promise<void> {
    if (!client.isOpen) return clearInterval(timer);
    if (isAsking || !client.isReady) return;
    isAsking = true;
    try {
      if (await answersInTime(client)) return;
      log.warn({}, "Redis does not answer; connecting anew");
      client.destroy();
      await client.connect();
    } catch (error) {
      log.warn({ err: error }, "Redis could not be connected anew");
    } finally {
      isAsking = false;
    }
  }
}

async function answersInTime(client: RedisClientType): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), answerWithinMs);
  });
  const answered = client.ping().then(
    () => true,
    // Away, which is known otherwise.
    () => true,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
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
