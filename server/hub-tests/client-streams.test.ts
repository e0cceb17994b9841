import { describe, expect, it } from "vitest";
import { MemoryEventLog } from "@/server/hub/memory-log";
import { e1, listen, newsClient, range, startNews, texts } from "./news";

describe("a stream", () => {
  it("[CS-START] starts with an unannounced snapshot, then events in order with the place after them", async () => {
    await using news = await startNews();
    news.log.append("old");
    const ann = listen(newsClient(news.chat));
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
    const ann = listen(newsClient(news.chat), e1(3));
    await expect.poll(() => ann.story).toEqual([4, 5]);
    news.tell("6");
    await expect.poll(() => ann.story).toEqual([4, 5, 6]);
  });

  it("[CS-REJOIN] after a kill and restart on the same port it rejoins by itself with its last place: nothing lost, nothing twice", async () => {
    const before = await startNews();
    const ann = listen(newsClient(before.chat), e1(0));
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
    await using news = await startNews(undefined, { bufferEvents: 20, pageEvents: 15 });
    const client = newsClient(news.chat);
    const ann = listen(client, e1(0));
    let running = true;
    const publishing = (async () => {
      while (running) {
        // A log without an end would run into the widest gap that is replayed, and be answered by a snapshot.
        if (news.log.headOffset - ann.story.length < 200) news.tell(...texts(3));
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

  it("[CS-RESYNC] what cannot be continued is announced as a new start, once", async () => {
    const before = await startNews();
    const ann = listen(newsClient(before.chat), e1(0));
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

  it("[CS-EPOCH] an event of another epoch has the stream start anew", async () => {
    await using news = await startNews();
    const ann = listen(newsClient(news.chat), e1(0));
    news.tell("1");
    await expect.poll(() => ann.story).toEqual([1]);
    news.log.epoch = "e2";
    news.tell("2");
    await expect.poll(() => ann.story).toEqual([1, "S2", "+0"]);
  });

  it("[CS-FAILS] a refusal is told; the next connection tries again", async () => {
    await using news = await startNews();
    const client = newsClient(news.chat);
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
    const ann = listen(newsClient(news.chat), e1(0));
    await expect.poll(() => ann.story).toEqual([1]);
  });
});
