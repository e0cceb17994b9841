import { describe, expect, expectTypeOf, it } from "vitest";
import type { HubClient } from "@/lib/hub-client";
import { HubError } from "@/lib/hub-protocol";
import { type Chat, startChat } from "@/server/hub/chat-fixture";
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

  it("[C-TYPES] is typed from the contract without casts", () => {
    type Client = HubClient<Chat>;
    const use = (client: Client) => {
      expectTypeOf(client.invoke("sum", { items: [{ n: 1 }] })).resolves.toEqualTypeOf<number>();
      // @ts-expect-error there is no such method
      void client.invoke("nope", {});
      // @ts-expect-error the input is not of the contract
      void client.invoke("echo", { text: 1 });
      client.on("said", (payload) => expectTypeOf(payload).toEqualTypeOf<{ text: string }>());
      // @ts-expect-error there is no such event
      client.on("nope", () => undefined);
      client.stream("news", {
        onEvents: ([first]) => expectTypeOf(first?.data).toEqualTypeOf<{ text: string } | undefined>(),
        onSnapshot: ({ snapshot }) => expectTypeOf(snapshot).toEqualTypeOf<{ rows: string[] }>(),
      });
      // @ts-expect-error there is no such stream
      client.stream("nope", { onEvents: () => undefined, onSnapshot: () => undefined });
    };
    expect(use).toBeTypeOf("function");
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
