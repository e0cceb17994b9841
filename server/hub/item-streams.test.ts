import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";
import type { TestClient } from "./testing";

/** What came of one stream, in order. */
const framesOf = (client: TestClient, id: number) =>
  client.received.filter(({ event, payload }) => event.startsWith("$") && (payload as { id?: number }).id === id);
const itemsOf = (client: TestClient, id: number) =>
  framesOf(client, id).flatMap(({ event, payload }) =>
    event === "$item" ? [(payload as { item: unknown }).item] : [],
  );
const endOf = (client: TestClient, id: number) => client.next("$end", (end: { id: number }) => end.id === id);

describe("items from the server", () => {
  it("[H-ITEMS] says that it has started, then sends the items in order, then the end", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    expect(await ann.call("count", { to: 3 }, { id: 7 })).toEqual({ ok: true, value: null });
    expect(await endOf(ann, 7)).toEqual({ id: 7 });
    expect(itemsOf(ann, 7)).toEqual([1, 2, 3]);
  });

  it("[H-ITEMS-CREDIT] makes no more than ten that nobody has asked for", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 25 }, { id: 1 });
    await ann.next("$item", ({ item }: { item: number }) => item === 10);
    await ann.call("echo", { text: "a round trip later" });
    expect(chat.gates.marks.at(-1)).toBe("made 10");
    ann.socket.emit("$pull", { id: 1, count: 2 });
    await chat.gates.marked("made 12");
    await ann.call("echo", { text: "a round trip later" });
    expect(chat.gates.marks.at(-1)).toBe("made 12");
    // More than the buffer holds is not granted either.
    ann.socket.emit("$pull", { id: 1, count: 1_000_000 });
    await chat.gates.marked("made 22");
    await ann.call("echo", { text: "a round trip later" });
    expect(chat.gates.marks.at(-1)).toBe("made 22");
  });

  it("[H-ITEMS-CANCEL] the method's generator ends when the caller wants no more", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 1000 }, { id: 1 });
    ann.socket.emit("$cancel", { id: 1 });
    await chat.gates.marked("count ended");
    await ann.call("echo", { text: "a round trip later" });
    expect(framesOf(ann, 1).some(({ event }) => event === "$end")).toBe(false);
  });

  it("[H-ITEMS-GONE] and when the connection ends", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 1000 }, { id: 1 });
    ann.socket.disconnect();
    await chat.gates.marked("count ended");
  });

  it("[H-ITEMS-ERROR] an error comes after the items so far, is logged and counted, and the connection lives", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 9, failAt: 3 }, { id: 1 });
    expect(await endOf(ann, 1)).toMatchObject({ id: 1, error: { code: "CONFLICT", message: "No more." } });
    expect(itemsOf(ann, 1)).toEqual([1, 2]);
    expect(chat.hub.stats().errors).toEqual({ CONFLICT: 1 });
    expect(await ann.call("echo", { text: "on" })).toEqual({ ok: true, value: "on" });
  });

  it("[H-ITEMS-ID] a call with a stream needs an id", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    expect(await ann.call("count", { to: 3 })).toMatchObject({
      ok: false,
      error: { code: "INVALID_ARGUMENT", fields: [{ path: "meta.id" }] },
    });
  });

  it("[H-ITEMS-EXEMPT] an open stream holds up no call", async () => {
    await using chat = await startChat({ limits: { maxParallelInvocationsPerClient: 1 } });
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 1000 }, { id: 1 });
    expect(await ann.call("echo", { text: "on" })).toEqual({ ok: true, value: "on" });
  });

  it("[H-ITEMS-LIMIT] so many streams run at once, as many wait, more are refused", async () => {
    await using chat = await startChat({ limits: { maxParallelStreamsPerClient: 1 } });
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 1000 }, { id: 1 });
    const second = ann.call("count", { to: 1 }, { id: 2 });
    expect(await ann.call("count", { to: 1 }, { id: 3 })).toMatchObject({ ok: false, error: { code: "RATE_LIMITED" } });
    expect(itemsOf(ann, 2)).toEqual([]);
    ann.socket.emit("$cancel", { id: 1 });
    expect(await second).toEqual({ ok: true, value: null });
    await endOf(ann, 2);
    expect(itemsOf(ann, 2)).toEqual([1]);
  });

  it("[H-ITEMS-DRAIN] an endless stream does not hold up a restart", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 1_000_000 }, { id: 1 });
    expect(chat.hub.stats().callsInFlight).toBe(0);
    await chat.hub.drain({ timeoutMs: 60_000 });
    await chat.gates.marked("count ended");
  });

  it("[H-ITEMS-UNSENDABLE] an item that cannot be written ends the stream and its generator, and stands in the log", async () => {
    let hasEnded = false;
    await using chat = await startChat({
      methods: {
        async *count() {
          try {
            yield 1;
            yield 2n as unknown as number;
            yield 3;
          } finally {
            hasEnded = true;
          }
        },
      },
    });
    const ann = await chat.connectAs("ann");
    await ann.call("count", { to: 3 }, { id: 1 });
    expect(await endOf(ann, 1)).toMatchObject({ error: { code: "INTERNAL" } });
    expect(itemsOf(ann, 1)).toEqual([1]);
    expect(hasEnded).toBe(true);
    expect(chat.hub.stats().errors).toEqual({ INTERNAL: 1 });
    expect(chat.log.entries.filter(({ level }) => level === "error")).toHaveLength(1);
  });
});
