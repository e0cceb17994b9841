import { randomUUID } from "node:crypto";
import type { Backplane } from "@/server/hub";
import { openRedisBackplane } from "@/server/hub";
import { type ChatHub, startChat } from "@/server/hub/chat-fixture";
import { createMemoryLog, type MemoryLog } from "@/server/hub/testing";
import type { RedisServer } from "@/server/scripts/redis-server";
import { startWire, type Wire } from "./wire-fixture";

export interface Node extends AsyncDisposable {
  chat: ChatHub;
  backplane: Backplane;
  log: MemoryLog;
  /** Its own way to Redis. */
  way: Wire;
}

/** So that a test need not wait for what takes seconds in the product. */
const quick = { beatMs: 50, goneAfterMs: 400 };

/** So many nodes of one installation that know each other; each test's are among themselves. */
export async function startNodes(redis: Pick<RedisServer, "port">, count: number) {
  const prefix = randomUUID();
  const nodes: Node[] = [];
  for (let i = 0; i < count; i += 1) nodes.push(await startNode(redis, prefix));
  await Promise.all(nodes.map(({ backplane }) => until(() => backplane.others().length === count - 1)));
  return {
    prefix,
    nodes: nodes as [Node, Node, ...Node[]],
    async [Symbol.asyncDispose]() {
      for (const node of nodes) await node[Symbol.asyncDispose]();
    },
  };
}

export async function startNode(redis: Pick<RedisServer, "port">, prefix: string): Promise<Node> {
  const log = createMemoryLog();
  const way = await startWire(redis.port);
  const backplane = await openRedisBackplane({ url: `redis://127.0.0.1:${way.port}`, prefix, log, ...quick });
  const chat = await startChat({ server: { backplane } });
  return {
    chat,
    backplane,
    log,
    way,
    async [Symbol.asyncDispose]() {
      await chat[Symbol.asyncDispose]();
      await backplane[Symbol.asyncDispose]();
      await way[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when it holds; a test that waits for ever is ended by its runner. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
