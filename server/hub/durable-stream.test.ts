import { describe, expect, it } from "vitest";
import type { ReplayReply, Reply, SnapshotReply } from "@/lib/hub-protocol";
import { live, offsets, range, settle, startNews, subscribe, texts } from "./news-fixture";

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
});
