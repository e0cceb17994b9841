import { describe, expect, it } from "vitest";
import { clientOf } from "./chat-client";
import { e1, listen, newsClient, range, startNews, texts } from "./news";

describe("several users of a stream", () => {
  it("[CS-SHARED] share one subscription; a newcomer gets its own start and the others lose nothing", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    const client = newsClient(news.chat);
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
    const client = clientOf(news.chat);
    const users = [listen(client, e1(3)), listen(client, e1(0)), listen(client, e1(4))];
    client.connect();
    await expect.poll(() => users.map(({ story }) => story)).toEqual([[4], [1, 2, 3, 4], []]);
    await client.invoke("echo", { text: "" });
    expect(news.chat.hub.stats().calls).toBe(2);
  });

  it("[CS-SHARED-BAD-CURSOR] only the one whose cursor cannot be continued starts anew", async () => {
    await using news = await startNews();
    news.log.append(...texts(3));
    const client = newsClient(news.chat);
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
    const client = newsClient(news.chat);
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
    await client.invoke("echo", { text: "" });
    // The echo's reply, and nothing else.
    expect(news.chat.hub.stats().messagesOut).toBe(messagesOut + 1);
    const again = listen(client, e1(2));
    await expect.poll(() => again.story).toEqual([3]);
  });

  it("[CS-REMOUNT] going and coming in the same moment loses nothing", async () => {
    await using news = await startNews();
    const client = newsClient(news.chat);
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
