import type { DurableReply, StreamEvent } from "@/lib/hub-protocol";
import { startChat } from "./chat-fixture";
import type { Principal, StreamLimits } from "./index";
import { createDurableStream } from "./index";
import { MemoryEventLog } from "./memory-log";
import type { TestClient } from "./testing";
import { createMemoryLog } from "./testing";

/** A stream of news in a chat, whose log the test writes. */
export async function startNews(limits: Partial<StreamLimits> = {}) {
  const log = new MemoryEventLog("news");
  const logger = createMemoryLog();
  const control: { onSnapshot: () => void | Promise<void> } = { onSnapshot: () => undefined };
  const stream = createDurableStream<Principal>({
    name: "news",
    log,
    logger,
    audienceOf: (principal) => (principal.id === "blind" ? "blind" : "all"),
    snapshot: async ({ principal, audience }) => {
      const taken = {
        snapshot: { rows: [`${principal.id} ${audience}`] },
        epoch: log.epoch,
        head: log.headOffset,
        cursor: "next",
      };
      await control.onSnapshot();
      return taken;
    },
    limits: { headIntervalMs: 3_600_000, ...limits },
  });
  const chat = await startChat({ stream, limits: { callsPerSecond: 1e6, callBurst: 1e6 } });
  return {
    chat,
    stream,
    log,
    logger,
    control,
    tell: (...texts: string[]) => stream.publish(log.append(...texts)),
    [Symbol.asyncDispose]: () => chat[Symbol.asyncDispose](),
  };
}

export async function subscribe(client: TestClient, offset?: number, epoch = "e1"): Promise<DurableReply> {
  const reply = await client.call("subscribe", { stream: "news", ...(offset === undefined ? {} : { epoch, offset }) });
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value as DurableReply;
}

export const offsets = (events: readonly StreamEvent[]) => events.map((event) => event.offset);
export const live = (client: TestClient) =>
  client.received.filter(({ event }) => event === "streamEvent").map(({ payload }) => payload as StreamEvent);
/** Everything sent before has arrived when this resolves. */
export const settle = (client: TestClient) => client.call("echo", { text: "" });
export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
export const texts = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
