import { describe, expect, it } from "vitest";
import type { DurableReply, ReplayReply, Reply, SnapshotReply, StreamEvent } from "@/lib/hub-protocol";
import { startChat } from "./chat-fixture";
import type { Principal, StreamLimits } from "./index";
import { createDurableStream } from "./index";
import { MemoryEventLog } from "./memory-log";
import type { TestClient } from "./testing";
import { createMemoryLog } from "./testing";

async function startNews(limits: Partial<StreamLimits> = {}) {
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

async function subscribe(client: TestClient, offset?: number, epoch = "e1"): Promise<DurableReply> {
  const reply = await client.call("subscribe", { stream: "news", ...(offset === undefined ? {} : { epoch, offset }) });
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value as DurableReply;
}

const offsets = (events: readonly StreamEvent[]) => events.map((event) => event.offset);
const live = (client: TestClient) =>
  client.received.filter(({ event }) => event === "streamEvent").map(({ payload }) => payload as StreamEvent);
/** Everything sent before has arrived when this resolves. */
const settle = (client: TestClient) => client.call("echo", { text: "" });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const texts = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);

describe("subscribe", () => {
  it("[RS-SNAPSHOT] starts without a cursor from a snapshot of the caller's own, then goes live", async () => {
    await using news = await startNews();
    news.log.append("old");
    const ann = await news.chat.connectAs("ann");
    expect(await subscribe(ann)).toEqual({
      stream: "news",
      resync: true,
      epoch: "e1",
      head: 1,
      snapshot: { rows: ["ann all"] },
      cursor: "next",
    });
    news.tell("new");
    await settle(ann);
    expect(offsets(live(ann))).toEqual([2]);
  });

  it("[RS-REPLAY] replays exactly what follows the cursor, then goes live", async () => {
    await using news = await startNews();
    news.log.append(...texts(5));
    const ann = await news.chat.connectAs("ann");
    const reply = (await subscribe(ann, 2)) as ReplayReply;
    expect(reply).toMatchObject({ stream: "news", epoch: "e1", head: 5, more: false });
    expect(offsets(reply.events)).toEqual([3, 4, 5]);
    news.tell("6");
    await settle(ann);
    expect(offsets(live(ann))).toEqual([6]);
  });

  it("[RS-NOTHING-NEW] at the head the reply is empty and the log is not read", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    const ann = await news.chat.connectAs("ann");
    expect(await subscribe(ann, 3)).toMatchObject({ events: [], more: false, head: 3 });
    expect(news.log.reads).toBe(0);
  });

  it("[RS-JOIN] what is published during the replay comes once, after the reply, in order", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    const ann = await news.chat.connectAs("ann");
    const order: string[] = [];
    ann.socket.on("streamEvent", ({ offset }) => order.push(`live ${offset}`));
    // One is committed and published after the head was read; one was covered by the head and is published late.
    const late = news.log.append("4");
    news.log.onRead = () => {
      news.stream.publish(late);
      news.tell("5");
    };
    const replied = new Promise<Reply<ReplayReply>>((resolve) => {
      ann.socket.emit("subscribe", { stream: "news", epoch: "e1", offset: 0 }, (reply: Reply<ReplayReply>) => {
        order.push("reply");
        resolve(reply);
      });
    });
    const reply = await replied;
    news.tell("6");
    await settle(ann);
    expect(reply.ok && offsets(reply.value.events)).toEqual([1, 2, 3, 4]);
    expect(order).toEqual(["reply", "live 5", "live 6"]);
  });

  it("[RS-JOIN-SNAPSHOT] what is published while a snapshot is read comes after it", async () => {
    await using news = await startNews();
    news.log.append("1");
    const ann = await news.chat.connectAs("ann");
    news.control.onSnapshot = () => news.tell("2");
    expect(((await subscribe(ann)) as SnapshotReply).head).toBe(1);
    await settle(ann);
    expect(offsets(live(ann))).toEqual([2]);
  });

  it("[RS-PAGES] pages by count; live events start after the last page", async () => {
    await using news = await startNews();
    news.log.append(...texts(450));
    const ann = await news.chat.connectAs("ann");
    const seen: number[] = [];
    let more = true;
    while (more) {
      const page = (await subscribe(ann, seen.length)) as ReplayReply;
      expect(page.events.length).toBeLessThanOrEqual(200);
      seen.push(...offsets(page.events));
      more = page.more;
      if (more) news.tell("meanwhile");
    }
    news.tell("after");
    await settle(ann);
    expect([...seen, ...offsets(live(ann))]).toEqual(range(1, news.log.headOffset));
  });

  it("[RS-PAGE-BYTES] pages by size, but always moves on", async () => {
    await using news = await startNews();
    news.log.append(..."abcd".split("").map((letter) => letter.repeat(50 * 1024)), "e".repeat(300 * 1024), "f");
    const ann = await news.chat.connectAs("ann");
    const pages: number[][] = [];
    for (let after = 0, more = true; more; ) {
      const page = (await subscribe(ann, after)) as ReplayReply;
      pages.push(offsets(page.events));
      after = page.events.at(-1)?.offset ?? after;
      more = page.more;
    }
    expect(pages).toEqual([[1, 2], [3, 4], [5], [6]]);
  });

  it("[RS-OVERFLOW] more live events than the buffer holds are taken from the log, none lost or doubled", async () => {
    await using news = await startNews({ bufferEvents: 10 });
    news.log.append(...texts(5));
    const ann = await news.chat.connectAs("ann");
    news.log.onRead = () => {
      news.log.onRead = () => undefined;
      news.tell(...texts(50));
    };
    const first = (await subscribe(ann, 0)) as ReplayReply;
    expect(first).toMatchObject({ more: true });
    expect(offsets(first.events)).toEqual(range(1, 5));
    const second = (await subscribe(ann, 5)) as ReplayReply;
    expect(offsets(second.events)).toEqual(range(6, 55));
    news.tell("56");
    await settle(ann);
    expect(offsets(live(ann))).toEqual([56]);
  });

  it("[RS-OVERFLOW-SNAPSHOT] a snapshot outrun by events is read again", async () => {
    await using news = await startNews({ bufferEvents: 10 });
    const ann = await news.chat.connectAs("ann");
    let reads = 0;
    news.control.onSnapshot = () => {
      reads += 1;
      if (reads === 1) news.tell(...texts(50));
    };
    expect(await subscribe(ann)).toMatchObject({ resync: true, head: 50 });
    expect(reads).toBe(2);
  });

  it.each([
    ["another epoch", 2, "e0"],
    ["an offset above the head", 9, "e1"],
    ["an offset older than retention", 1, "e1"],
  ])("[RS-RESYNC] %s gets a snapshot, never a part", async (_what, offset, epoch) => {
    await using news = await startNews();
    news.log.append(...texts(6));
    news.log.prune(2);
    const ann = await news.chat.connectAs("ann");
    expect(await subscribe(ann, offset, epoch)).toMatchObject({ resync: true, epoch: "e1", head: 6 });
    expect(news.log.reads).toBe(0);
    news.tell("7");
    await settle(ann);
    expect(offsets(live(ann))).toEqual([7]);
  });

  it("[RS-RETENTION-EDGE] the oldest event that is left can still be replayed", async () => {
    await using news = await startNews();
    news.log.append(...texts(6));
    news.log.prune(2);
    const ann = await news.chat.connectAs("ann");
    expect(offsets(((await subscribe(ann, 2)) as ReplayReply).events)).toEqual([3, 4, 5, 6]);
  });

  it("[RS-GAP] a gap wider than the bound gets a snapshot", async () => {
    await using news = await startNews({ maxGapEvents: 10 });
    news.log.append(...texts(12));
    const ann = await news.chat.connectAs("ann");
    expect(await subscribe(ann, 1)).toMatchObject({ resync: true });
    expect(await subscribe(ann, 2)).toMatchObject({ more: false });
  });

  it("[RS-PRUNED] what is pruned in the middle of a replay is no partial recovery", async () => {
    await using news = await startNews();
    news.log.append(...texts(6));
    const ann = await news.chat.connectAs("ann");
    news.log.onRead = () => news.log.prune(3);
    expect(await subscribe(ann, 1)).toMatchObject({ resync: true });
  });

  it("[RS-AGAIN] subscribing again on a live connection loses and doubles nothing", async () => {
    await using news = await startNews();
    const [ann, bob] = await Promise.all([news.chat.connectAs("ann"), news.chat.connectAs("bob")]);
    await Promise.all([subscribe(ann, 0), subscribe(bob, 0)]);
    news.tell("1");
    await settle(ann);
    // Bob keeps its audience live; for ann it is over until the reply.
    news.log.onRead = () => news.tell("2");
    const events = ((await subscribe(ann, 0)) as ReplayReply).events;
    news.tell("3");
    await settle(ann);
    expect(offsets(events)).toEqual([1]);
    expect(offsets(live(ann))).toEqual([1, 2, 3]);
  });

  it("[RS-UNSUBSCRIBE] ends it; so does the end of the connection", async () => {
    await using news = await startNews();
    const [ann, bob] = await Promise.all([news.chat.connectAs("ann"), news.chat.connectAs("bob")]);
    await Promise.all([subscribe(ann), subscribe(bob)]);
    await ann.call("unsubscribe", { stream: "news" });
    bob.socket.disconnect();
    await expect.poll(() => news.chat.hub.stats().connections).toBe(1);
    const asked: string[] = [];
    const [event] = news.log.append("1");
    const forAudience = (audience: string) => {
      asked.push(audience);
      return event?.forAudience(audience) as StreamEvent;
    };
    news.stream.publish([{ offset: 1, forAudience }]);
    await news.stream.publishHeads();
    await settle(ann);
    expect(asked).toEqual([]);
    expect(ann.received).toEqual([]);
  });

  it("[RS-GONE] a connection that ends in the middle of a replay leaves nothing behind", async () => {
    await using news = await startNews();
    news.log.append("1");
    const ann = await news.chat.connectAs("ann");
    news.log.onRead = async () => {
      ann.socket.disconnect();
      await expect.poll(() => news.chat.hub.stats().connections).toBe(0);
    };
    ann.socket.emit("subscribe", { stream: "news", epoch: "e1", offset: 0 });
    await expect.poll(() => news.log.reads).toBe(1);
    await expect.poll(() => news.chat.hub.stats()).toMatchObject({ callsInFlight: 0, errors: { DISCONNECTED: 1 } });
    const shown: string[] = [];
    const forAudience = (audience: string) => {
      shown.push(audience);
      return { v: 1, stream: "news", epoch: "e1", offset: 2, type: "void" } as const;
    };
    news.stream.publish([{ offset: 2, forAudience }]);
    expect(shown).toEqual([]);
  });
});

describe("audiences", () => {
  it("[RS-AUDIENCE] who may not see an event gets a void of the same offset, live and in replay", async () => {
    await using news = await startNews();
    news.log.append("secret 1");
    const [ann, blind] = await Promise.all([news.chat.connectAs("ann"), news.chat.connectAs("blind")]);
    const [forAnn, forBlind] = (await Promise.all([subscribe(ann, 0), subscribe(blind, 0)])) as ReplayReply[];
    news.tell("secret 2");
    await Promise.all([settle(ann), settle(blind)]);
    expect([...(forBlind?.events ?? []), ...live(blind)]).toEqual([
      { v: 1, stream: "news", epoch: "e1", offset: 1, type: "void" },
      { v: 1, stream: "news", epoch: "e1", offset: 2, type: "void" },
    ]);
    expect([...(forAnn?.events ?? []), ...live(ann)]).toMatchObject([
      { data: { text: "secret 1" } },
      { data: { text: "secret 2" } },
    ]);
  });

  it("[RS-ENCODE-ONCE] an event is encoded once per audience, however many receive it", async () => {
    await using news = await startNews();
    const clients = await Promise.all(
      Array.from({ length: 6 }, (_, index) => news.chat.connectAs(index < 3 ? "ann" : "blind")),
    );
    await Promise.all(clients.map((client) => subscribe(client)));
    const encoded: Record<string, number> = {};
    news.stream.publish([
      {
        offset: 1,
        forAudience: (audience) => {
          const event = { v: 1, stream: "news", epoch: "e1", offset: 1, type: "void" } as const;
          const toJSON = () => {
            encoded[audience] = (encoded[audience] ?? 0) + 1;
            return event;
          };
          return Object.assign({ ...event }, { toJSON });
        },
      },
    ]);
    await Promise.all(clients.map(settle));
    expect(clients.map((client) => live(client).length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(encoded).toEqual({ all: 1, blind: 1 });
  });
});

describe("heads", () => {
  it("[RS-HEADS] tells subscribers the newest offset, again and again", async () => {
    await using news = await startNews({ headIntervalMs: 30 });
    const [ann, bob] = await Promise.all([news.chat.connectAs("ann"), news.chat.connectAs("bob")]);
    await subscribe(ann);
    news.log.append("lost on the way");
    await ann.next("heads", ([first]: { head: number }[]) => first?.head === 1);
    expect(ann.received.at(-1)?.payload).toEqual([{ stream: "news", epoch: "e1", head: 1 }]);
    await settle(bob);
    expect(bob.received).toEqual([]);
  });

  it("[RS-HEADS-FAULT] a log that cannot be read is a line in the log, not a crash", async () => {
    await using news = await startNews({ headIntervalMs: 20 });
    const ann = await news.chat.connectAs("ann");
    await subscribe(ann);
    news.log.onHead = () => {
      throw new Error("away");
    };
    await expect.poll(() => news.logger.entries.length).toBeGreaterThan(0);
    expect(await settle(ann)).toMatchObject({ ok: true });
  });
});
