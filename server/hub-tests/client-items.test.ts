import { describe, expect, it } from "vitest";
import { startChat } from "@/server/hub/chat-fixture";
import { clientOf, reach } from "./chat-client";
import { startPlainServer } from "./plain-server";

/** Reads to the end: what came, and the code or message of what ended it. */
async function readAll(items: AsyncIterable<number>): Promise<(number | string)[]> {
  const story: (number | string)[] = [];
  try {
    for await (const item of items) story.push(item);
    return [...story, "end"];
  } catch (error) {
    return [...story, String((error as { code?: string }).code)];
  }
}

describe("iterate", () => {
  it("[C-ITEMS] yields what a method answers, in order, then ends", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const items = client.iterate("count", { to: 57 });
    expect(await readAll(items)).toEqual([...Array.from({ length: 57 }, (_, index) => index + 1), "end"]);
    expect(await items.next()).toEqual({ done: true, value: undefined });
    const both = client.iterate("count", { to: 1 });
    expect(await Promise.all([both.next(), both.next(), both.next()])).toEqual([
      { done: false, value: 1 },
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it("[C-ITEMS-LAZY] what is never iterated calls nothing", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    await reach(client, "live");
    client.iterate("count", { to: 5 });
    const ended = client.iterate("count", { to: 5 });
    await ended.return?.();
    expect(await ended.next()).toEqual({ done: true, value: undefined });
    await client.invoke("echo", { text: "" });
    expect(chat.hub.stats().calls).toBe(1);
  });

  it("[C-ITEMS-CREDIT] the server makes ten, and as many more as were read", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const items = client.iterate("count", { to: 1_000 });
    const made = async () => {
      // Both go in order on one connection: what was asked for before the echo is there after it.
      await client.invoke("echo", { text: "" });
      return chat.gates.marks.length;
    };
    for (let read = 1; read <= 4; read += 1) await items.next();
    await chat.gates.marked("made 10");
    expect(await made()).toBe(10);
    await items.next();
    await chat.gates.marked("made 15");
    expect(await made()).toBe(15);
    await items.return?.();
  });

  it("[C-ITEMS-BREAK] leaving the loop ends it on the server, also before it has started", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    for await (const item of client.iterate("count", { to: 1_000 })) if (item === 3) break;
    await chat.gates.marked("count ended");
    const { calls } = chat.hub.stats();
    const left = client.iterate("count", { to: 1_000 });
    const first = left.next();
    await left.return?.();
    expect(await first).toEqual({ done: true, value: undefined });
    await client.invoke("echo", { text: "" });
    expect(chat.hub.stats().calls).toBe(calls + 2);
    await expect.poll(() => chat.hub.stats().callsInFlight).toBe(0);
  });

  it("[C-ITEMS-ERROR] the items so far, then the error", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    expect(await readAll(client.iterate("count", { to: 9, failAt: 4 }))).toEqual([1, 2, 3, "CONFLICT"]);
    const late = client.iterate("count", { to: 9, failAt: 4 });
    await late.next();
    await client.invoke("echo", { text: "" });
    expect(await readAll(late)).toEqual([2, 3, "CONFLICT"]);
    expect(await late.next()).toEqual({ done: true, value: undefined });
    const refused = client.iterate("count", { to: 0.5 });
    await expect(refused.next()).rejects.toMatchObject({ code: "INVALID_ARGUMENT", fields: [{ path: "to" }] });
  });

  it("[C-ITEMS-ABORT] aborting ends it at once, here and on the server", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const abort = new AbortController();
    const items = client.iterate("count", { to: 1_000 }, { signal: abort.signal });
    await items.next();
    await chat.gates.marked("made 10");
    await client.invoke("echo", { text: "" });
    abort.abort();
    await expect(items.next()).rejects.toMatchObject({ code: "CANCELLED" });
    await chat.gates.marked("count ended");
    const before = client.iterate("count", { to: 3 }, { signal: abort.signal });
    await expect(before.next()).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("[C-ITEMS-LOST] a lost connection ends it with DISCONNECTED after the items so far, and it is not asked again", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const items = client.iterate("count", { to: 1_000 });
    await items.next();
    await chat.gates.marked("made 10");
    await client.invoke("echo", { text: "" });
    await chat.hub.closeUser("ann", "SLOW_CONSUMER");
    await chat.gates.marked("count ended");
    await expect.poll(() => client.kinds).toContain("waiting");
    expect(await readAll(items)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, "DISCONNECTED"]);
    await client.invoke("echo", { text: "" });
    expect(chat.gates.marks.filter((mark) => mark === "made 1")).toHaveLength(1);
  });

  it("[C-ITEMS-AWAY] waits for a connection, or fails at once, as the caller chose", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    const waiting = readAll(client.iterate("count", { to: 2 }));
    expect(await readAll(client.iterate("count", { to: 2 }, { whenAway: "fail" }))).toEqual(["DISCONNECTED"]);
    client.connect();
    expect(await waiting).toEqual([1, 2, "end"]);
  });

  it("[C-ITEMS-TIMEOUT] counts until it has started, not until its end", async () => {
    let start: () => void = () => undefined;
    await using chat = await startChat({
      methods: {
        count: ({ signal }) =>
          new Promise((resolve) => {
            start = () =>
              resolve(
                (async function* () {
                  yield 1;
                  await new Promise((over) => signal.addEventListener("abort", over));
                })(),
              );
          }),
      },
    });
    const running = new Set<() => void>();
    const client = clientOf(chat, {
      schedule(callback, delayMs) {
        const timer = delayMs === 7_000 ? undefined : setTimeout(callback, delayMs);
        if (delayMs === 7_000) running.add(callback);
        return () => {
          clearTimeout(timer);
          running.delete(callback);
        };
      },
    });
    client.connect();
    const late = client.iterate("count", { to: 1 }, { timeoutMs: 7_000 }).next();
    expect(running.size).toBe(1);
    for (const callback of running) callback();
    await expect(late).rejects.toMatchObject({ code: "TIMEOUT" });
    await reach(client, "live");
    const items = client.iterate("count", { to: 1 }, { timeoutMs: 7_000 });
    const first = items.next();
    await expect.poll(() => chat.hub.stats().callsInFlight).toBe(1);
    expect(running.size).toBe(1);
    start();
    expect(await first).toEqual({ done: false, value: 1 });
    expect(running.size).toBe(0);
    await items.return?.();
  });

  it("[C-ITEMS-BOUND] a server that sends more than was asked for is stopped; nothing piles up here", async () => {
    const cancelled: unknown[] = [];
    await using plain = await startPlainServer((socket) => {
      socket.on("count", (_input, { id }, acknowledge) => {
        acknowledge({ ok: true, value: null });
        for (let item = 1; item <= 50; item += 1) socket.emit("$item", { id, item });
      });
      socket.on("$cancel", (frame) => cancelled.push(frame));
    });
    const client = clientOf(plain);
    client.connect();
    const items = client.iterate("count", { to: 50 });
    const first = await items.next();
    expect(first.value).toBe(1);
    await expect.poll(() => cancelled).toEqual([{ id: 1 }]);
    expect(await readAll(items)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "RATE_LIMITED"]);
  });
});
