import { afterEach, describe, expect, expectTypeOf, it } from "vitest";
import type { HubClient, HubClientOptions } from "@/lib/hub-client";
import { createHubClient } from "@/lib/hub-client";
import { HubError } from "@/lib/hub-protocol";
import type { Chat } from "@/server/hub/chat-fixture";
import { chat as contract, startChat } from "@/server/hub/chat-fixture";

const opened: HubClient<Chat>[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});

/** A client that retries at once, so that no test waits for chance. */
function clientOf(chat: { url: string }, options: HubClientOptions<Chat> = {}): HubClient<Chat> & { kinds: string[] } {
  const client = createHubClient(contract, {
    url: chat.url,
    auth: async () => ({ token: "ann" }),
    transports: ["websocket"],
    random: () => 0,
    ...options,
  });
  const kinds: string[] = [];
  client.subscribeState((state) => kinds.push(state.kind));
  opened.push(client);
  return Object.assign(client, { kinds });
}

const reach = (client: HubClient<Chat>, kind: HubClient<Chat>["state"]["kind"]) =>
  expect.poll(() => client.state.kind).toBe(kind);

describe("the connection", () => {
  it("[C-STATES] goes from connecting to live, and tells its id", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    expect(client.state).toEqual({ kind: "connecting", attempt: 1 });
    expect(chat.hub.stats().connections).toBe(0);
    client.connect();
    client.connect();
    await reach(client, "live");
    expect(client.state).toMatchObject({ connectionId: chat.hub.connections()[0]?.id });
    expect(chat.hub.stats().connections).toBe(1);
    expect(client.kinds).toEqual(["connecting", "live"]);
  });

  it("[C-RETRY] comes back after the server was killed and started again on the same port", async () => {
    const chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    await reach(client, "live");
    await chat.kill();
    await expect.poll(() => client.state.kind).not.toBe("live");
    await using again = await startChat({ port: chat.port });
    await reach(client, "live");
    expect(again.hub.stats().connections).toBe(1);
  });

  it("[C-FIRST] the first connect is retried like any other", async () => {
    const before = await startChat();
    await before[Symbol.asyncDispose]();
    const client = clientOf(before);
    client.connect();
    await expect.poll(() => client.kinds.filter((kind) => kind === "waiting").length).toBeGreaterThan(1);
    await using _again = await startChat({ port: before.port });
    await reach(client, "live");
  });

  it("[C-WAITING] says when it tries again and why; retryNow and a wake-up end the waiting", async () => {
    let wake: () => void = () => undefined;
    await using chat = await startChat();
    const watchWakeUps = (listener: () => void) => {
      wake = listener;
      return () => undefined;
    };
    const client = clientOf(chat, { retryPolicy: () => 3_600_000, now: () => 5_000, watchWakeUps });
    client.connect();
    await reach(client, "live");
    await chat.hub.closeUser("ann", "SLOW_CONSUMER");
    await reach(client, "waiting");
    expect(client.state).toEqual({ kind: "waiting", attempt: 2, retryAtMs: 3_605_000, reason: "SLOW_CONSUMER" });
    client.retryNow();
    await reach(client, "live");
    await chat.hub.closeUser("ann", "REAUTHORIZE");
    await reach(client, "waiting");
    wake();
    await reach(client, "live");
    wake();
    client.retryNow();
    expect(client.state.kind).toBe("live");
  });

  it.each(["REVOKED", "EXPIRED", "SIGNED_OUT", "CLOSED_BY_ADMIN"] as const)(
    "[C-TERMINAL] %s closes for good, until connect",
    async (code) => {
      await using chat = await startChat();
      const client = clientOf(chat);
      client.connect();
      await reach(client, "live");
      await chat.hub.closeUser("ann", code);
      await reach(client, "closed");
      expect(client.state).toMatchObject({ kind: "closed", code });
      client.connect();
      await reach(client, "live");
    },
  );

  it("[C-REFUSED] a refused handshake closes with its code; one that is to be retried is retried", async () => {
    await using chat = await startChat({ limits: { connectionsPerUser: 1 } });
    const anonymous = clientOf(chat, { auth: async () => ({}) });
    anonymous.connect();
    await reach(anonymous, "closed");
    expect(anonymous.state).toMatchObject({ code: "UNAUTHENTICATED", message: "Sign in first." });
    const unlucky = clientOf(chat, { auth: async () => ({ token: "broken" }), retryPolicy: () => 3_600_000 });
    unlucky.connect();
    await reach(unlucky, "waiting");
    expect(unlucky.state).toMatchObject({ reason: "UNAVAILABLE" });
  });

  it("[C-AUTH] asks for credentials anew each time; no session closes, anything else is retried", async () => {
    await using chat = await startChat();
    const answers: (() => { token: string })[] = [
      () => {
        throw new Error("network");
      },
      () => ({ token: "ann" }),
      () => {
        throw new HubError("UNAUTHENTICATED", "Log in.");
      },
    ];
    const client = clientOf(chat, { auth: async () => answers.shift()?.() ?? {} });
    client.connect();
    await reach(client, "live");
    await chat.hub.closeUser("ann", "REAUTHORIZE");
    await reach(client, "closed");
    expect(client.state).toMatchObject({ code: "UNAUTHENTICATED", message: "Log in." });
  });

  it("[C-GAVE-UP] a policy may give up", async () => {
    const gone = await startChat();
    await gone[Symbol.asyncDispose]();
    const client = clientOf(gone, { retryPolicy: (retry) => (retry < 3 ? 0 : null) });
    client.connect();
    await reach(client, "closed");
    expect(client.state).toMatchObject({ code: "GAVE_UP" });
    expect(client.kinds.filter((kind) => kind === "connecting")).toHaveLength(3);
  });

  it("[C-CLOSE] close is final, also in the middle of connecting", async () => {
    await using chat = await startChat();
    const client = clientOf(chat);
    client.connect();
    client.close();
    expect(client.state).toMatchObject({ kind: "closed", code: "CLIENT_CLOSED" });
    const other = clientOf(chat);
    other.connect();
    await reach(other, "live");
    other.close();
    await expect.poll(() => chat.hub.stats().connections).toBe(0);
    expect(client.kinds).toEqual(["connecting", "closed"]);
  });

  it("[C-STABLE] a connection that dies young does not start the counting anew; one that was stable does", async () => {
    let nowMs = 0;
    const retries: number[] = [];
    await using chat = await startChat();
    const client = clientOf(chat, {
      now: () => nowMs,
      retryPolicy: (retry) => {
        retries.push(retry);
        return 0;
      },
    });
    client.connect();
    for (const lifeMs of [10, 10, 10, 60_000, 10]) {
      await reach(client, "live");
      nowMs += lifeMs;
      await chat.hub.closeUser("ann", "SLOW_CONSUMER");
      await expect.poll(() => client.state.kind).not.toBe("closed");
    }
    expect(retries).toEqual([1, 2, 3, 1, 1]);
  });

  it("[C-POLLING] works over polling", async () => {
    await using chat = await startChat();
    const client = clientOf(chat, { transports: ["polling"] });
    client.connect();
    expect(await client.invoke("echo", { text: "polled" })).toBe("polled");
  });

  it("[C-REFRESH] gets new credentials to the server in band when warned", async () => {
    const start = Date.now();
    await using chat = await startChat({
      limits: { expiryWarningMs: 300 },
      authenticate: async () => ({
        principal: { id: "ann", name: "", role: "", permissions: [] },
        expiresAt: start + 400,
      }),
      methods: { echo: (call) => chat.hub.extend(call.connectionId, start + Number(call.input.text)) },
    });
    const client = clientOf(chat, {
      auth: async () => ({ token: "3600000" }),
      refresh: (own, { token }) => own.invoke("echo", { text: token ?? "" }),
    });
    client.connect();
    await reach(client, "live");
    await expect.poll(() => chat.hub.connections()[0]?.expiresAt).toBe(start + 3_600_000);
    expect(client.kinds).toEqual(["connecting", "live"]);
  });

  it("[C-TOO-LARGE] a connection ended for a frame too large is not tried again", async () => {
    await using chat = await startChat();
    const client = clientOf(chat, { maxMessageBytes: 1e9 });
    client.connect();
    await expect(client.invoke("echo", { text: "x".repeat(300_000) })).rejects.toMatchObject({ code: "DISCONNECTED" });
    await reach(client, "closed");
    expect(client.state).toMatchObject({ code: "PROTOCOL_ERROR" });
  });
});

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
