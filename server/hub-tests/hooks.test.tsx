import { useEffect } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { ConnectionState, HubClient } from "@/lib/hub-client";
import { createHubClient } from "@/lib/hub-client";
import type { Cursor, HubError } from "@/lib/hub-protocol";
import type { Principal } from "@/server/hub";
import { createDurableStream } from "@/server/hub";
import { type Chat, type ChatHub, chat as contract, startChat } from "@/server/hub/chat-fixture";
import { MemoryEventLog } from "@/server/hub/memory-log";
import { createMemoryLog } from "@/server/hub/testing";
import { hooks, mount, useGroup } from "./page";

const { HubProvider, useConnection, useHubClient, useHubEvent, useInvoke, useStream, useSubscription } = hooks;

async function startNews(): Promise<
  { chat: ChatHub; log: MemoryEventLog; tell: (text: string) => void } & AsyncDisposable
> {
  const log = new MemoryEventLog("news");
  const stream = createDurableStream<Principal>({
    name: "news",
    log,
    logger: createMemoryLog(),
    audienceOf: () => "all",
    snapshot: async () => ({ snapshot: { rows: [] }, epoch: log.epoch, head: log.headOffset, cursor: null }),
  });
  const chat = await startChat({ stream });
  return {
    chat,
    log,
    tell: (text) => stream.publish(log.append(text)),
    [Symbol.asyncDispose]: () => chat[Symbol.asyncDispose](),
  };
}

describe("HubProvider", () => {
  it("[CR-ONE] opens one connection in StrictMode, and ends it when it is unmounted", async () => {
    await using chat = await startChat();
    const states = new Set<string>();
    function Probe() {
      states.add(useConnection().kind);
      return null;
    }
    {
      using page = mount(chat);
      page.render(<Probe />);
      await expect.poll(() => states.has("live")).toBe(true);
      expect(page.clients.filter((client) => client.state.kind === "live")).toHaveLength(1);
      expect(chat.hub.stats()).toMatchObject({ connections: 1, refused: {} });
      expect(chat.server.io.engine.clientsCount).toBe(1);
      expect([...states]).toEqual(["connecting", "live"]);
    }
    await expect.poll(() => chat.hub.stats().connections).toBe(0);
  });

  it("[CR-GONE] a page that is gone at once never connects", async () => {
    await using chat = await startChat();
    const page = mount(chat);
    await new Promise<void>((resolve) => {
      function Probe() {
        useEffect(resolve, []);
        return null;
      }
      page.render(<Probe />);
    });
    page[Symbol.dispose]();
    const bob = await chat.connectAs("bob");
    await bob.call("echo", { text: "" });
    expect(chat.server.io.engine.clientsCount).toBe(1);
    expect(page.clients.map((client) => client.state.kind)).not.toContain("live");
  });

  it("[CR-SSR] renders on a server without connecting", async () => {
    await using chat = await startChat();
    const seen: ConnectionState[] = [];
    function Probe() {
      seen.push(useConnection());
      useHubEvent("said", () => undefined);
      useStream("news", { onEvents: () => undefined, onSnapshot: () => undefined });
      expect(useGroup("paper:1")).toEqual({ state: "joining", members: [] });
      hooks.useClientResult("describe", () => ({ text: "" }));
      return <b>{useConnection().kind}</b>;
    }
    const html = renderToString(
      <HubProvider create={() => createHubClient(contract, { url: chat.url })}>
        <Probe />
      </HubProvider>,
    );
    expect(html).toBe("<b>connecting</b>");
    expect(seen[0]).toEqual({ kind: "connecting", attempt: 1 });
    // Whoever had connected would be there before bob.
    const bob = await chat.connectAs("bob");
    await bob.call("echo", { text: "" });
    expect(chat.server.io.engine.clientsCount).toBe(1);
  });

  it("[CR-NO-PROVIDER] a hook without a provider says so", () => {
    function Lost() {
      useHubClient();
      return null;
    }
    expect(() => renderToString(<Lost />)).toThrow(/no HubProvider/);
  });
});

describe("the hooks", () => {
  it("[CR-EVENT] calls the handler of the latest render, once per event", async () => {
    await using chat = await startChat();
    const heard: string[] = [];
    let client: HubClient<Chat> | undefined;
    let rendered = "";
    function Probe({ name }: { name: string }) {
      client = useHubClient();
      useHubEvent("said", ({ text }) => heard.push(`${name} ${text}`));
      useEffect(() => {
        rendered = name;
      }, [name]);
      return null;
    }
    using page = mount(chat);
    page.render(<Probe name="one" />);
    await expect.poll(() => client?.state.kind).toBe("live");
    chat.hub.clients.all.said({ text: "1" });
    await expect.poll(() => heard).toEqual(["one 1"]);
    page.render(<Probe name="two" />);
    await expect.poll(() => rendered).toBe("two");
    await client?.invoke("echo", { text: "" });
    chat.hub.clients.all.said({ text: "2" });
    await expect.poll(() => heard).toEqual(["one 1", "two 2"]);
  });

  it("[CR-STREAM] starts at its cursor, tells each event once, survives a reconnect, and ends with its component", async () => {
    await using news = await startNews();
    news.tell("1");
    const story: string[] = [];
    let paused = false;
    function Probe({ cursor }: { cursor: Cursor | null }) {
      useStream(
        "news",
        cursor && {
          cursor,
          onEvents: (events) => story.push(...events.map(({ data }) => data.text)),
          onSnapshot: () => story.push("snapshot"),
          onCaughtUp: ({ count }) => story.push(`+${count}`),
        },
      );
      useEffect(() => {
        paused = cursor === null;
      }, [cursor]);
      return null;
    }
    using page = mount(news.chat);
    page.render(<Probe cursor={{ epoch: "e1", offset: 0 }} />);
    await expect.poll(() => story).toEqual(["1"]);
    news.tell("2");
    await expect.poll(() => story).toEqual(["1", "2"]);
    await news.chat.hub.closeUser("ann", "SLOW_CONSUMER");
    news.tell("3");
    await expect.poll(() => story).toEqual(["1", "2", "3", "+1"]);
    page.render(<Probe cursor={null} />);
    await expect.poll(() => paused).toBe(true);
    news.tell("4");
    page.render(<Probe cursor={{ epoch: "e1", offset: 0 }} />);
    await expect.poll(() => story).toEqual(["1", "2", "3", "+1", "4"]);
    const before = news.chat.hub.stats().calls;
    page.render(null);
    await expect.poll(() => news.chat.hub.stats().calls).toBe(before + 1);
    news.tell("5");
    await page.clients[0]?.invoke("echo", { text: "" });
    expect(story).toEqual(["1", "2", "3", "+1", "4"]);
  });

  it("[CR-INVOKE] is a mutation with the contract's types and a HubError", async () => {
    await using chat = await startChat();
    const story: unknown[] = [];
    let run: ((input: { text: string }) => Promise<string>) | undefined;
    let fail: (() => Promise<unknown>) | undefined;
    function Probe() {
      const echo = useInvoke("echo", { onSuccess: (value) => story.push(value) });
      const failing = useInvoke("failWith", { onError: ({ code }) => story.push(code), whenAway: "fail" });
      expectTypeOf(echo.data).toEqualTypeOf<string | undefined>();
      expectTypeOf(echo.error).toEqualTypeOf<HubError | null>();
      run = echo.mutateAsync;
      fail = () => failing.mutateAsync({ code: "CONFLICT" });
      return null;
    }
    using page = mount(chat);
    page.render(<Probe />);
    await expect.poll(() => run).toBeDefined();
    expect(await run?.({ text: "hi" })).toBe("hi");
    await expect(fail?.()).rejects.toMatchObject({ code: "CONFLICT" });
    expect(story).toEqual(["hi", "CONFLICT"]);
  });

  it("[CR-SUBSCRIPTION] follows its input, and is undone with its component", async () => {
    await using chat = await startChat();
    const replies: string[] = [];
    function Probe({ group }: { group: string | null }) {
      const options = { call: "join", undo: { call: "leave", input: { group: group ?? "" } } } as const;
      useSubscription(group === null ? null : { ...options, input: { group }, onReply: () => replies.push(group) });
      return null;
    }
    using page = mount(chat);
    page.render(<Probe group="red" />);
    await expect.poll(() => chat.hub.groups.count("red")).toBe(1);
    page.render(<Probe group="blue" />);
    await expect.poll(() => chat.hub.groups.count("blue")).toBe(1);
    await expect.poll(() => chat.hub.groups.count("red")).toBe(0);
    page.render(<Probe group={null} />);
    await expect.poll(() => chat.hub.groups.count("blue")).toBe(0);
    expect(replies).toEqual(["red", "blue"]);
  });
});
