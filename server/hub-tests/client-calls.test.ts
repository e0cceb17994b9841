import { describe, expect, it } from "vitest";
import { HubError } from "@/lib/hub-protocol";
import { startChat } from "@/server/hub/chat-fixture";
import { clientOf, reach } from "./chat-client";

describe("invoke", () => {
  it("[C-INVOKE] resolves with the value, rejects with the server's HubError", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    expect(await client.invoke("echo", { text: "hi" })).toBe("hi");
    const failure = await client.invoke("failWith", { code: "CONFLICT" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HubError);
    expect(failure).toMatchObject({ code: "CONFLICT", message: "No.", data: { held: 1 }, fields: [{ path: "code" }] });
  });

  it("[C-AWAY] waits for a connection, or fails at once, as the caller chose", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    const waiting = client.invoke("echo", { text: "waited" });
    await expect(client.invoke("echo", { text: "x" }, { whenAway: "fail" })).rejects.toMatchObject({
      code: "DISCONNECTED",
    });
    client.connect();
    expect(await waiting).toBe("waited");
    client.close();
    await expect(client.invoke("echo", { text: "x" })).rejects.toMatchObject({ code: "DISCONNECTED" });
  });

  it("[C-LOST] a call whose connection is lost rejects with DISCONNECTED and is not made again", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    const lost = client.invoke("wait", { name: "lost" });
    lost.catch(() => undefined);
    await chat.gates.running("lost");
    await chat.hub.closeUser("ann", "SLOW_CONSUMER");
    await expect(lost).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect(await client.invoke("echo", { text: "back" })).toBe("back");
    expect(chat.gates.started).toEqual(["lost"]);
  });

  it("[C-TIMEOUT] rejects with TIMEOUT, waiting for the connection included", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    await expect(client.invoke("echo", { text: "x" }, { timeoutMs: 20 })).rejects.toMatchObject({ code: "TIMEOUT" });
    client.connect();
    await reach(client, "live");
    await expect(client.invoke("wait", { name: "never" }, { timeoutMs: 20 })).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    chat.gates.open("never");
    expect(await client.invoke("echo", { text: "next" })).toBe("next");
  });

  it("[C-CANCEL] rejects with CANCELLED when its signal aborts, before and after it was sent", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    await expect(client.invoke("echo", { text: "x" }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    const abort = new AbortController();
    const call = client.invoke("wait", { name: "cancelled" }, { signal: abort.signal });
    call.catch(() => undefined);
    await chat.gates.running("cancelled");
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    expect(chat.hub.stats().calls).toBe(1);
  });

  it("[C-SIZE] refuses what is too large before it is sent", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    await reach(client, "live");
    await expect(client.invoke("echo", { text: "ä".repeat(40_000) })).rejects.toMatchObject({
      code: "MESSAGE_TOO_LARGE",
    });
    expect(chat.hub.stats().calls).toBe(0);
    expect(await client.invoke("echo", { text: "x".repeat(60_000) })).toHaveLength(60_000);
  });

  it("[C-CANCEL-WIRE] an abort or a timeout after sending aborts the method; what waits for a connection is dropped", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    const abort = new AbortController();
    const dropped = client.invoke("wait", { name: "dropped" }, { signal: abort.signal });
    abort.abort();
    await expect(dropped).rejects.toMatchObject({ code: "CANCELLED" });
    client.connect();
    const again = new AbortController();
    const aborted = client.invoke("wait", { name: "aborted" }, { signal: again.signal });
    aborted.catch(() => undefined);
    await chat.gates.running("aborted");
    again.abort();
    await expect(aborted).rejects.toMatchObject({ code: "CANCELLED" });
    await expect.poll(() => chat.gates.aborted).toEqual(["aborted"]);
    chat.gates.open("aborted");
    await expect(client.invoke("wait", { name: "late" }, { timeoutMs: 200 })).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    await expect.poll(() => chat.gates.aborted).toEqual(["aborted", "late"]);
    expect(chat.gates.started).toEqual(["aborted", "late"]);
  });

  it("[C-TRACE] a call has a trace of its own, or its caller's; its error tells the id that the server's log has", async () => {
    const traces: string[] = [];
    await using chat = await startChat({
      methods: {
        echo: (call) => {
          traces.push(call.traceId);
          return call.input.text;
        },
      },
    });
    const client = clientOf(chat);
    client.connect();
    await client.invoke("echo", { text: "" });
    await client.invoke("echo", { text: "" });
    const trace = `00-${"a1".repeat(16)}-${"b2".repeat(8)}-01`;
    await client.invoke("echo", { text: "" }, { trace });
    expect(traces[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(traces).size).toBe(3);
    expect(traces[2]).toBe("a1".repeat(16));
    await expect(client.invoke("failWith", { code: "none" }, { trace })).rejects.toMatchObject({
      code: "INTERNAL",
      traceId: "a1".repeat(16),
    });
    expect(chat.log.entries).toContainEqual(
      expect.objectContaining({ level: "error", fields: expect.objectContaining({ traceId: "a1".repeat(16) }) }),
    );
    await expect(client.invoke("wait", { name: "slow" }, { trace, timeoutMs: 20 })).rejects.toMatchObject({
      code: "TIMEOUT",
      traceId: "a1".repeat(16),
    });
  });

  it("[C-WELCOME] what is too large is what the server says is too large", async () => {
    await using small = await startChat({ server: { maxMessageBytes: 2_000 } });
    const client = clientOf(small);
    client.connect();
    await client.invoke("echo", { text: "" });
    const { calls } = small.hub.stats();
    await expect(client.invoke("echo", { text: "x".repeat(2_000) })).rejects.toMatchObject({
      code: "MESSAGE_TOO_LARGE",
    });
    expect(small.hub.stats().calls).toBe(calls);
    await using large = await startChat({ server: { maxMessageBytes: 150_000 } });
    const other = clientOf(large);
    other.connect();
    await other.invoke("echo", { text: "" });
    expect(await other.invoke("echo", { text: "x".repeat(120_000) })).toHaveLength(120_000);
  });
});

describe("events and subscriptions", () => {
  it("[C-EVENTS] go to every handler until it ends; one that throws hinders nobody", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    const uncaught = new Promise((resolve) => process.once("uncaughtException", resolve));
    const heard: string[] = [];
    const stop = client.on("said", () => {
      throw new Error("handler");
    });
    client.on("said", ({ text }) => heard.push(text));
    client.connect();
    await reach(client, "live");
    chat.hub.clients.all.said({ text: "1" });
    await expect.poll(() => heard).toEqual(["1"]);
    expect(await uncaught).toMatchObject({ message: "handler" });
    stop();
    chat.hub.clients.all.said({ text: "2" });
    await expect.poll(() => heard).toEqual(["1", "2"]);
  });

  it("[C-SUBSCRIPTION] is made again after each reconnect, shared, and undone by the last", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    const replies: string[] = [];
    const open = (name: string) =>
      client.subscription({
        call: "join",
        input: { group: "red" },
        undo: { call: "leave", input: { group: "red" } },
        onReply: () => replies.push(name),
      });
    const stopOne = open("one");
    const stopTwo = open("two");
    client.connect();
    await expect.poll(() => replies).toEqual(["one", "two"]);
    expect(chat.hub.stats().calls).toBe(1);
    await chat.hub.closeUser("ann", "SLOW_CONSUMER");
    await expect.poll(() => replies).toEqual(["one", "two", "one", "two"]);
    expect(await chat.hub.groups.count("red")).toBe(1);
    stopOne();
    stopOne();
    await client.invoke("echo", { text: "" });
    expect(await chat.hub.groups.count("red")).toBe(1);
    stopTwo();
    await client.invoke("echo", { text: "" });
    expect(await chat.hub.groups.count("red")).toBe(0);
  });

  it("[C-SUBSCRIPTION-FAILS] tries again what passes, and tells what does not", async () => {
    let tries = 0;
    await using chat = await startChat({
      methods: {
        join: () => {
          tries += 1;
          throw new HubError(tries < 3 ? "UNAVAILABLE" : "FORBIDDEN");
        },
      },
    });
    const client = clientOf(chat);
    const errors: string[] = [];
    client.subscription({
      call: "join",
      input: { group: "red" },
      onReply: () => errors.push("reply"),
      onError: ({ code }) => errors.push(code),
    });
    client.connect();
    await expect.poll(() => errors).toEqual(["FORBIDDEN"]);
    expect(tries).toBe(3);
  });
});
