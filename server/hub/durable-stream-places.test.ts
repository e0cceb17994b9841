import { describe, expect, it } from "vitest";
import type { ReplayReply, StreamEvent } from "@/lib/hub-protocol";
import { live, offsets, settle, startNews, subscribe, texts } from "./news-fixture";

describe("places that cannot be continued, and ends", () => {
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
