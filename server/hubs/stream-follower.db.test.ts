import { describe, expect, it } from "vitest";
import type { StoredEvent } from "@/lib/db/stream-log";
import { testLog } from "@/lib/db/testing";
import { placeOrder } from "@/lib/services/orders/testing";
import { relayWorld } from "@/server/workers/relay-world";
import { openEventLog } from "./event-log";
import { followStream } from "./stream-follower";

/** A relay with some orders, and another process's part of the stream, which looks by itself only when it is told to. */
async function world(orders: number) {
  const relayed = await relayWorld();
  const relay = await relayed.start();
  const log = await openEventLog({ database: relayed.database, stream: "orders" });
  const published: number[] = [];
  let isElsewhere = true;
  const follower = followStream({
    database: relayed.database,
    stream: "orders",
    log,
    publish: (events) => published.push(...events.map(({ offset }) => offset)),
    logger: testLog,
    isElsewhere: () => isElsewhere,
    intervalMs: 3_600_000,
  });
  async function place(count: number): Promise<StoredEvent[]> {
    const before = relayed.published.length;
    for (let i = 0; i < count; i += 1) await placeOrder(relayed.operator);
    await relayed.until(() => relayed.published.length >= before + count);
    return relayed.published.slice(before);
  }
  const events = await place(orders);
  return {
    follower,
    log,
    published,
    events,
    epoch: log.place.epoch,
    place,
    leadHere() {
      isElsewhere = false;
    },
    async [Symbol.asyncDispose]() {
      await follower[Symbol.asyncDispose]();
      await relay[Symbol.asyncDispose]();
      await relayed[Symbol.asyncDispose]();
    },
  };
}

describe("a stream that is relayed elsewhere", () => {
  it("[FOLLOW] what the leader tells is published in order, once, also when it is told twice or late", async () => {
    await using test = await world(4);
    const { follower, epoch, events, published } = test;
    follower.take(epoch, events.slice(0, 2));
    follower.take(epoch, events.slice(0, 2));
    follower.take(epoch, events.slice(1, 4));
    follower.take(epoch, events.slice(0, 1));
    await expect.poll(() => published).toEqual([1, 2, 3, 4]);
    expect(await test.log.head()).toEqual({ epoch, head: 4 });
  });

  it("[FOLLOW-HOLE] what was lost on the way is read from the database before what follows", async () => {
    await using test = await world(5);
    test.follower.take(test.epoch, test.events.slice(0, 1));
    test.follower.take(test.epoch, test.events.slice(3, 4));
    await expect.poll(() => test.published).toEqual([1, 2, 3, 4, 5]);
  });

  it("[FOLLOW-SILENCE] what nobody told is found in the database", async () => {
    await using test = await world(3);
    await test.follower.catchUp();
    expect(test.published).toEqual([1, 2, 3]);
    await test.follower.catchUp();
    expect(test.published).toEqual([1, 2, 3]);
  });

  it("[FOLLOW-AHEAD] a client that has seen more than this process is continued, and not told to start anew", async () => {
    await using test = await world(2);
    expect(await test.log.head(2)).toEqual({ epoch: test.epoch, head: 2 });
    expect((await test.log.read(1, 10)).map(({ offset }) => offset)).toEqual([2]);
    // An offset that nobody has given: the database says so.
    expect(await test.log.head(99)).toEqual({ epoch: test.epoch, head: 2 });
  });

  it("[FOLLOW-LEADER] a process that relays by itself follows nobody", async () => {
    await using test = await world(2);
    test.leadHere();
    test.follower.take(test.epoch, test.events);
    await test.follower.catchUp();
    expect(test.published).toEqual([]);
  });

  it("[FOLLOW-MEMORY] what stands in memory is given from there only as far as it reaches", async () => {
    await using test = await world(2);
    test.follower.take(test.epoch, test.events);
    await expect.poll(() => test.published).toEqual([1, 2]);
    await test.place(2);
    test.log.adopt({ ...test.log.place, head: 4 });
    expect((await test.log.read(0, 10)).map(({ offset }) => offset)).toEqual([1, 2, 3, 4]);
  });
});
