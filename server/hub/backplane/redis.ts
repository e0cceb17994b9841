import { createAdapter } from "@socket.io/redis-streams-adapter";
import type { RedisClientType } from "redis";
import { type Namespace, Server } from "socket.io";
import type { HubLog } from "../log";
import type { Backplane } from "./backplane";
import { Conversation, type ConversationOptions, type NodeMessage } from "./conversation";
import { openRedisClient, reconnectAfterMs, silentAfterMs } from "./redis-client";
import { hardenAdapter, type StreamsAdapter } from "./streams-adapter";

export interface RedisBackplaneOptions extends Pick<ConversationOptions, "beatMs" | "goneAfterMs"> {
  /** `redis://` or, with TLS, `rediss://`; user, password and database number in it. */
  url: string;
  /** Of this installation among those that share the Redis. */
  prefix?: string;
  log: HubLog;
}

/** Messages that the stream holds; a node that was away for longer misses some and heals by other means. */
const maxLength = 2_000;

/** Messages on their way to Redis at most; beyond, they are dropped: a Redis that hangs must not fill this process. */
const maxInFlight = 4_096;
/** Much less than the silence after which a connection counts as dead. */
const blockMs = 1_000;

/**
 * The backplane over one Redis stream, by Socket.IO's Redis Streams adapter. Throws BackplaneUnavailableError, one line, when Redis cannot be
 * reached at the start; afterwards it may come and go.
 */
export async function openRedisBackplane(options: RedisBackplaneOptions): Promise<Backplane> {
  const { url, log, prefix = "pulseboard" } = options;
  const client = await openRedisClient(url, log);
  const drops = countDrops(log);
  // The adapter's own copies read: they wait out an outage in their queue, where the one that writes fails at once.
  const readers = new Set<RedisClientType>();
  const shared = new Proxy(client, {
    get(target, name) {
      if (name === "duplicate") return () => readerOf(target, readers, log);
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  let inFlight = 0;
  const publish = (send: () => Promise<unknown>): void => {
    if (!client.isReady || inFlight >= maxInFlight) {
      drops.note();
      return;
    }
    inFlight += 1;
    Promise.resolve()
      .then(send)
      .catch(() => drops.note())
      .finally(() => {
        inFlight -= 1;
      });
  };
  const create = createAdapter(shared, {
    streamName: `${prefix}:hub`,
    channelPrefix: `${prefix}:hub`,
    maxLen: maxLength,
    readCount: 500,
    blockTimeInMs: blockMs,
  });
  const adapters = new Set<StreamsAdapter>();
  // A function and no arrow: Socket.IO calls it with `new`.
  function adapter(namespace: Namespace): StreamsAdapter {
    const made = hardenAdapter(create(namespace) as unknown as StreamsAdapter, publish, log);
    adapters.add(made);
    return made;
  }
  // Serves nobody: its one namespace carries what nodes say to each other.
  const carrier = new Server({ adapter: adapter as never });
  const line = carrier.of("/nodes").adapter as unknown as StreamsAdapter;
  const conversation = new Conversation({
    ...options,
    nodeId: line.uid,
    transport: { send: (message) => line.sendToNodes(message), isUp: () => client.isReady },
  });
  line.onNodeMessage((message) => conversation.receive(message as NodeMessage));
  return Object.assign(conversation, {
    adapter,
    async [Symbol.asyncDispose]() {
      conversation.close();
      // The goodbye is on its way: it is written before the connection ends.
      await Promise.race([client.ping().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 500))]);
      for (const each of adapters) each.close();
      for (const reader of readers) reader.destroy();
      if (client.isOpen) client.destroy();
      drops.end();
    },
  });
}

/** A client that only reads, and that comes back to a failed read after a moment: the adapter itself would ask again at once, for ever. */
function readerOf(client: RedisClientType, readers: Set<RedisClientType>, log: HubLog): RedisClientType {
  const reader = client.duplicate({
    disableOfflineQueue: false,
    socket: {
      ...client.options.socket,
      connectTimeout: 5_000,
      socketTimeout: silentAfterMs,
      reconnectStrategy: reconnectAfterMs,
    },
  } as never) as unknown as RedisClientType;
  readers.add(reader);
  const read = reader.xRead.bind(reader) as (...args: unknown[]) => Promise<unknown>;
  const patient = async (...args: unknown[]): Promise<unknown> => {
    try {
      return await read(...args);
    } catch (error) {
      log.debug({ err: error }, "the backplane could not be read");
      await new Promise((resolve) => setTimeout(resolve, 100).unref());
      throw error;
    }
  };
  return Object.assign(reader, { xRead: patient });
}

/** What was lost is told once a second at most. */
function countDrops(log: HubLog) {
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    timer = undefined;
    log.warn({ dropped }, "messages to other nodes were lost");
    dropped = 0;
  };
  return {
    note() {
      dropped += 1;
      timer ??= setTimeout(tell, 1_000).unref();
    },
    end: () => clearTimeout(timer),
  };
}
