import { expect } from "vitest";
import type { HubClient, HubClientOptions, StreamStart, TypedEvent } from "@/lib/hub-client";
import type { Cursor } from "@/lib/hub-protocol";
import type { Principal, StreamLimits } from "@/server/hub";
import { createDurableStream } from "@/server/hub";
import type { Chat } from "@/server/hub/chat-fixture";
import { startChat } from "@/server/hub/chat-fixture";
import { MemoryEventLog } from "@/server/hub/memory-log";
import { createMemoryLog } from "@/server/hub/testing";
import { clientOf } from "./chat-client";

/** A hub with one stream over a log that outlives it, as a database would. */
export async function startNews(log = new MemoryEventLog("news"), limits: Partial<StreamLimits> = {}, port = 0) {
  const stream = createDurableStream<Principal>({
    name: "news",
    log,
    logger: createMemoryLog(),
    audienceOf: (principal) => (principal.id === "blind" ? "blind" : "all"),
    snapshot: async () => ({
      snapshot: { rows: [`up to ${log.headOffset}`] },
      epoch: log.epoch,
      head: log.headOffset,
      cursor: null,
    }),
    limits: { headIntervalMs: 3_600_000, ...limits },
  });
  const chat = await startChat({ stream, port, limits: { callsPerSecond: 1e6, callBurst: 1e6 } });
  const tell = (...texts: string[]) => stream.publish(log.append(...texts));
  return { chat, stream, log, tell, [Symbol.asyncDispose]: () => chat[Symbol.asyncDispose]() };
}

/** A client that connects at once. */
export function newsClient(chat: { url: string }, token = "ann", options: HubClientOptions<Chat> = {}) {
  const client = clientOf(chat, { auth: async () => ({ token }), ...options });
  client.connect();
  return client;
}

/** Holds the 200 ms of patience with a gap until the test says that they are over. */
export function holdPatience() {
  const waiting = new Set<() => void>();
  return {
    schedule(callback: () => void, delayMs: number): () => void {
      if (delayMs === 200) {
        waiting.add(callback);
        return () => waiting.delete(callback);
      }
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    isWaiting: () => waiting.size > 0,
    end() {
      expect(waiting.size).toBe(1);
      for (const callback of waiting) callback();
    },
  };
}

/** Keeps what a stream tells, in one story: offsets, snapshots as `s<head>` (`S` if announced), catching up as `+count`. */
export function listen(client: HubClient<Chat>, cursor?: Cursor) {
  const story: (number | string)[] = [];
  const heard: { events: TypedEvent<{ text: string }>[]; replayed: boolean; cursor: Cursor }[] = [];
  const starts: StreamStart<{ rows: string[] }>[] = [];
  const stop = client.stream("news", {
    cursor,
    onEvents(events, about) {
      heard.push({ events, ...about });
      story.push(...events.map((event) => event.offset));
    },
    onSnapshot(start) {
      starts.push(start);
      story.push(`${start.announced ? "S" : "s"}${start.head}`);
    },
    onCaughtUp: ({ count }) => story.push(`+${count}`),
    onError: ({ code }) => story.push(code),
  });
  return { story, heard, starts, stop };
}

export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
export const texts = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
export const e1 = (offset: number): Cursor => ({ epoch: "e1", offset });
