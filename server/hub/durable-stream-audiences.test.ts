import { describe, expect, it } from "vitest";
import type { ReplayReply } from "@/lib/hub-protocol";
import { live, settle, startNews, subscribe } from "./news-fixture";

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
