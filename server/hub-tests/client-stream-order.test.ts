import { describe, expect, it } from "vitest";
import { e1, holdPatience, listen, newsClient, startNews, texts } from "./news";

describe("what arrives early, late or twice", () => {
  it("[CS-JOIN] what is published while it joins is applied after the replay, without fetching again", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    news.log.onRead = () => news.tell("4", "5");
    const patience = holdPatience();
    const client = newsClient(news.chat, "ann", patience);
    const ann = listen(client, e1(0));
    await expect.poll(() => ann.story).toEqual([1, 2, 3, 4, 5]);
    expect(patience.isWaiting()).toBe(false);
    expect(news.chat.hub.stats().calls).toBe(1);
  });

  it("[CS-VOID] what is hidden moves the place and is not told", async () => {
    await using news = await startNews();
    const client = newsClient(news.chat, "blind");
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
    const client = newsClient(news.chat, "ann", patience);
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
    const client = newsClient(news.chat);
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
    const client = newsClient(news.chat, "ann", patience);
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
    const client = newsClient(news.chat);
    const ann = listen(client, e1(0));
    await client.invoke("echo", { text: "" });
    news.log.append("lost");
    await news.stream.publishHeads();
    await expect.poll(() => ann.story).toEqual([1, "+1"]);
  });

  it("[CS-HEAD-EARLY] a head that is ahead of events under way fetches nothing", async () => {
    await using news = await startNews();
    const patience = holdPatience();
    const client = newsClient(news.chat, "ann", patience);
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
});
