import { afterEach, describe, expect, it } from "vitest";
import type { HubClient, HubClientOptions, StreamStart, TypedEvent } from "@/lib/hub-client";
import { createHubClient } from "@/lib/hub-client";
import type { Cursor } from "@/lib/hub-protocol";
import type { Principal, StreamLimits } from "@/server/hub";
import { createDurableStream } from "@/server/hub";
import type { Chat, ChatHub } from "@/server/hub/chat-fixture";
import { chat as contract, startChat } from "@/server/hub/chat-fixture";
import { MemoryEventLog } from "@/server/hub/memory-log";
import { createMemoryLog } from "@/server/hub/testing";

const opened: HubClient<Chat>[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});

/** A hub with one stream over a log that outlives it, as a database would. */
async function startNews(log = new MemoryEventLog("news"), limits: Partial<StreamLimits> = {}, port = 0) {
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

function clientOf(chat: ChatHub, token = "ann", options: HubClientOptions<Chat> = {}): HubClient<Chat> {
  const auth = async () => ({ token });
  const client = createHubClient(contract, {
    url: chat.url,
    auth,
    transports: ["websocket"],
    random: () => 0,
    ...options,
  });
  opened.push(client);
  client.connect();
  return client;
}

/** Holds the 200 ms of patience with a gap until the test says that they are over. */
function holdPatience() {
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
function listen(client: HubClient<Chat>, cursor?: Cursor) {
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

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const texts = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
const e1 = (offset: number): Cursor => ({ epoch: "e1", offset });

describe("a stream", () => {
  it("[CS-START] starts with an unannounced snapshot, then events in order with the place after them", async () => {
    await using news = await startNews();
    news.log.append("old");
    const ann = listen(clientOf(news.chat));
    await expect.poll(() => ann.story).toEqual(["s1"]);
    expect(ann.starts[0]).toEqual({
      snapshot: { rows: ["up to 1"] },
      epoch: "e1",
      head: 1,
      cursor: null,
      announced: false,
    });
    news.tell("2");
    await expect.poll(() => ann.story).toEqual(["s1", 2]);
    expect(ann.heard[0]).toMatchObject({
      replayed: false,
      cursor: e1(2),
      events: [{ data: { text: "2" }, type: "news.told" }],
    });
  });

  it("[CS-CURSOR] goes on from a cursor that a page brought", async () => {
    await using news = await startNews();
    news.log.append(...texts(5));
    const ann = listen(clientOf(news.chat), e1(3));
    await expect.poll(() => ann.story).toEqual([4, 5]);
    news.tell("6");
    await expect.poll(() => ann.story).toEqual([4, 5, 6]);
  });

  it("[CS-REJOIN] after a kill and restart on the same port it rejoins by itself with its last place: nothing lost, nothing twice", async () => {
    const before = await startNews();
    const ann = listen(clientOf(before.chat), e1(0));
    before.tell(...texts(3));
    await expect.poll(() => ann.story).toEqual([1, 2, 3]);
    await before.chat.kill();
    before.log.append(...texts(500));
    await using after = await startNews(before.log, {}, before.chat.port);
    await expect.poll(() => ann.story.length, { timeout: 5_000 }).toBe(504);
    expect(ann.story).toEqual([...range(1, 503), "+500"]);
    after.tell("live again");
    await expect.poll(() => ann.story.at(-1)).toBe(504);
    expect(ann.heard.at(-1)?.replayed).toBe(false);
  });

  it("[CS-REJOIN-LOAD] publishing without a pause through 10 reconnects loses and doubles nothing", async () => {
    await using news = await startNews(undefined, { bufferEvents: 20, pageEvents: 7 });
    const client = clientOf(news.chat);
    const ann = listen(client, e1(0));
    let running = true;
    const publishing = (async () => {
      while (running) {
        news.tell(...texts(3));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let round = 0; round < 10; round += 1) {
      const seen = ann.story.length;
      await expect.poll(() => ann.story.length).toBeGreaterThan(seen + 20);
      await news.chat.hub.closeUser("ann", "SLOW_CONSUMER");
    }
    running = false;
    await publishing;
    await news.stream.publishHeads();
    const offsets = () => ann.story.filter((entry) => typeof entry === "number");
    await expect.poll(() => offsets().at(-1), { timeout: 10_000 }).toBe(news.log.headOffset);
    expect(offsets()).toEqual(range(1, news.log.headOffset));
  });

  it("[CS-JOIN] what is published while it joins is applied after the replay, without fetching again", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    news.log.onRead = () => news.tell("4", "5");
    const patience = holdPatience();
    const client = clientOf(news.chat, "ann", patience);
    const ann = listen(client, e1(0));
    await expect.poll(() => ann.story).toEqual([1, 2, 3, 4, 5]);
    expect(patience.isWaiting()).toBe(false);
    expect(news.chat.hub.stats().calls).toBe(1);
  });

  it("[CS-RESYNC] what cannot be continued is announced as a new start, once", async () => {
    const before = await startNews();
    const ann = listen(clientOf(before.chat), e1(0));
    before.tell("1");
    await expect.poll(() => ann.story).toEqual([1]);
    await before.chat.kill();
    const restored = new MemoryEventLog("news");
    restored.epoch = "e2";
    restored.append(...texts(7));
    await using after = await startNews(restored, {}, before.chat.port);
    await expect.poll(() => ann.story).toEqual([1, "S7", "+0"]);
    after.tell("8");
    await expect.poll(() => ann.story.at(-1)).toBe(8);
  });

  it("[CS-VOID] what is hidden moves the place and is not told", async () => {
    await using news = await startNews();
    const client = clientOf(news.chat, "blind");
    const blind = listen(client, e1(0));
    await client.invoke("echo", { text: "" });
    news.tell("1", "2");
    await news.stream.publishHeads();
    await client.invoke("echo", { text: "" });
    await news.chat.hub.closeUser("blind", "SLOW_CONSUMER");
    await expect.poll(() => blind.story).toEqual(["+0"]);
    // It came back with the place after the voids: there was nothing to read.
    expect(news.log.reads).toBe(0);
  });

  it("[CS-DUPLICATE] an event told again, or an old one, is applied once", async () => {
    await using news = await startNews();
    const patience = holdPatience();
    const client = clientOf(news.chat, "ann", patience);
    const ann = listen(client, e1(0));
    await client.invoke("echo", { text: "" });
    const [first] = news.log.append("1");
    if (first) news.stream.publish([first, first]);
    news.tell("2");
    if (first) news.stream.publish([first]);
    news.tell("3");
    if (first) news.stream.publish([first]);
    await client.invoke("echo", { text: "" });
    expect(ann.story).toEqual([1, 2, 3]);
    expect(patience.isWaiting()).toBe(false);
  });

  it("[CS-ORDER] events that overtake each other are put in order without fetching", async () => {
    await using news = await startNews();
    const client = clientOf(news.chat);
    const ann = listen(client, e1(0));
    await client.invoke("echo", { text: "" });
    const [one, two, three] = news.log.append("1", "2", "3");
    if (one && two && three) news.stream.publish([three, two, one]);
    await expect.poll(() => ann.story).toEqual([1, 2, 3]);
    expect(news.log.reads).toBe(0);
  });

  it("[CS-GAP] a hole is waited for 200 ms, then fetched; nothing is applied before it is closed", async () => {
    await using news = await startNews();
    const patience = holdPatience();
    const client = clientOf(news.chat, "ann", patience);
    const ann = listen(client, e1(0));
    await client.invoke("echo", { text: "" });
    news.log.append("lost", "lost too");
    news.tell("3");
    await client.invoke("echo", { text: "" });
    expect(ann.story).toEqual([]);
    patience.end();
    await expect.poll(() => ann.story).toEqual([1, 2, 3, "+3"]);
  });

  it("[CS-LAST] a lost last event is found by the heads", async () => {
    await using news = await startNews();
    const client = clientOf(news.chat);
    const ann = listen(client, e1(0));
    await client.invoke("echo", { text: "" });
    news.log.append("lost");
    await news.stream.publishHeads();
    await expect.poll(() => ann.story).toEqual([1, "+1"]);
  });

  it("[CS-HEAD-EARLY] a head that is ahead of events under way fetches nothing", async () => {
    await using news = await startNews();
    const patience = holdPatience();
    const client = clientOf(news.chat, "ann", patience);
    const ann = listen(client, e1(0));
    await client.invoke("echo", { text: "" });
    const { calls } = news.chat.hub.stats();
    const late = news.log.append("1");
    await news.stream.publishHeads();
    news.stream.publish(late);
    await expect.poll(() => ann.story).toEqual([1]);
    patience.end();
    await client.invoke("echo", { text: "" });
    expect(news.chat.hub.stats().calls).toBe(calls + 1);
  });

  it("[CS-EPOCH] an event of another epoch has the stream start anew", async () => {
    await using news = await startNews();
    const ann = listen(clientOf(news.chat), e1(0));
    news.tell("1");
    await expect.poll(() => ann.story).toEqual([1]);
    news.log.epoch = "e2";
    news.tell("2");
    await expect.poll(() => ann.story).toEqual([1, "S2", "+0"]);
  });

  it("[CS-FAILS] a refusal is told; the next connection tries again", async () => {
    await using news = await startNews();
    const client = clientOf(news.chat);
    news.log.onHead = () => {
      throw Object.assign(new Error("no"), { name: "HubError", code: "FORBIDDEN" });
    };
    const ann = listen(client, e1(0));
    await expect.poll(() => ann.story).toEqual(["FORBIDDEN"]);
    news.log.onHead = () => undefined;
    news.log.append("1");
    await news.chat.hub.closeUser("ann", "REAUTHORIZE");
    await expect.poll(() => ann.story).toEqual(["FORBIDDEN", 1]);
  });

  it("[CS-FAULT] a fault that passes is tried again until it works", async () => {
    await using news = await startNews();
    let faults = 3;
    news.log.onHead = () => {
      faults -= 1;
      if (faults >= 0) throw new Error("the database is away");
    };
    news.log.append("1");
    const ann = listen(clientOf(news.chat), e1(0));
    await expect.poll(() => ann.story).toEqual([1]);
  });
});

describe("several users of a stream", () => {
  it("[CS-SHARED] share one subscription; a newcomer gets its own start and the others lose nothing", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    const client = clientOf(news.chat);
    const one = listen(client, e1(0));
    await expect.poll(() => one.story).toEqual([1, 2, 3]);
    const two = listen(client);
    news.tell("4");
    await expect.poll(() => two.story.length).toBeGreaterThan(0);
    const three = listen(client, e1(2));
    news.tell("5");
    await expect.poll(() => [one, two, three].map(({ story }) => story.at(-1))).toEqual([5, 5, 5]);
    expect(one.story).toEqual([1, 2, 3, 4, 5]);
    expect(three.story).toEqual([3, 4, 5]);
    expect(["s3", "s4"]).toContain(two.story[0]);
    expect(two.story.slice(1)).toEqual(range(Number(String(two.story[0]).slice(1)) + 1, 5));
    const { messagesOut } = news.chat.hub.stats();
    news.tell("6");
    await expect.poll(() => three.story.at(-1)).toBe(6);
    expect(news.chat.hub.stats().messagesOut).toBe(messagesOut + 1);
  });

  it("[CS-SHARED-ONCE] users at different places are served by one replay", async () => {
    await using news = await startNews();
    news.log.append(...texts(4));
    const client = createHubClient(contract, {
      url: news.chat.url,
      auth: async () => ({ token: "ann" }),
      transports: ["websocket"],
    });
    opened.push(client);
    const users = [listen(client, e1(3)), listen(client, e1(0)), listen(client, e1(4))];
    client.connect();
    await expect.poll(() => users.map(({ story }) => story)).toEqual([[4], [1, 2, 3, 4], []]);
    await client.invoke("echo", { text: "" });
    expect(news.chat.hub.stats().calls).toBe(2);
  });

  it("[CS-SHARED-BAD-CURSOR] only the one whose cursor cannot be continued starts anew", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    const client = clientOf(news.chat);
    const [good, old, ahead] = [
      listen(client, e1(1)),
      listen(client, { epoch: "e0", offset: 2 }),
      listen(client, e1(99)),
    ];
    await expect.poll(() => [good, old, ahead].map(({ story }) => story)).toEqual([[2, 3], ["S3"], ["S3"]]);
    news.tell("4");
    await expect.poll(() => [good, old, ahead].map(({ story }) => story.at(-1))).toEqual([4, 4, 4]);
  });

  it("[CS-LAST-USER] the last one to go unsubscribes; whoever comes again starts as asked", async () => {
    await using news = await startNews();
    const client = clientOf(news.chat);
    const one = listen(client, e1(0));
    const two = listen(client, e1(0));
    news.tell("1");
    await expect.poll(() => [one.story, two.story]).toEqual([[1], [1]]);
    one.stop();
    one.stop();
    news.tell("2");
    await expect.poll(() => two.story).toEqual([1, 2]);
    expect(one.story).toEqual([1]);
    two.stop();
    await client.invoke("echo", { text: "" });
    const { messagesOut } = news.chat.hub.stats();
    news.tell("3");
    expect(news.chat.hub.stats().messagesOut).toBe(messagesOut);
    const again = listen(client, e1(2));
    await expect.poll(() => again.story).toEqual([3]);
  });

  it("[CS-REMOUNT] going and coming in the same moment loses nothing", async () => {
    await using news = await startNews();
    const client = clientOf(news.chat);
    const one = listen(client, e1(0));
    news.tell("1");
    await expect.poll(() => one.story).toEqual([1]);
    one.stop();
    const two = listen(client, e1(1));
    news.tell("2");
    await expect.poll(() => two.story).toEqual([2]);
    news.tell("3");
    await expect.poll(() => two.story).toEqual([2, 3]);
  });
});
