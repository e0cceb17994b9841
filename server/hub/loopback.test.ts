import { createServer, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import type { CloseCode, Reply } from "@/lib/hub-protocol";
import { type ChatHub, chat, startChat } from "./chat-fixture";
import type { Loopback, LoopbackTransport } from "./index";
import { openLoopback, RefusedHandshake } from "./index";

/** A gateway's client whose network is this test. */
interface Client extends Disposable {
  readonly loopback: Loopback;
  readonly told: { name: string; payload: unknown }[];
  readonly ends: (CloseCode | null | "cut")[];
  waiting: number;
  call(method: string, input: unknown): Promise<Reply<unknown>>;
  next(name: string): Promise<unknown>;
}

const request = (headers: Record<string, string> = {}, url = "/api/stream?encoding=msgpack&sid=x") =>
  ({ headers, url, method: "GET", socket: { remoteAddress: "192.0.2.7" } }) as unknown as IncomingMessage;

function open({ server }: ChatHub, auth: object, { goes = true, answersPings = true, headers = {} } = {}): Client {
  const told: Client["told"] = [];
  const ends: Client["ends"] = [];
  const looking = new Set<() => void>();
  const transport: LoopbackTransport = {
    name: "test",
    answersPings,
    waitingBytes: () => client.waiting,
    end(code) {
      ends.push(code);
      if (goes) setImmediate(() => loopback.gone());
    },
    cut() {
      ends.push("cut");
      loopback.gone();
    },
  };
  const onEvent = (name: string, payload: unknown) => {
    told.push({ name, payload });
    for (const look of looking) look();
  };
  const loopback = openLoopback(server, {
    path: chat.path,
    request: request(headers),
    auth: { ...auth },
    transport,
    onEvent,
  });
  const client: Client = {
    loopback,
    told,
    ends,
    waiting: 0,
    call: (method, input) => new Promise((resolve) => loopback.call(method, input, resolve)),
    next: (name) =>
      new Promise((resolve) => {
        const look = () => {
          const found = told.find((one) => one.name === name);
          if (found !== undefined) resolve(found.payload);
        };
        looking.add(look);
        look();
      }),
    [Symbol.dispose]: () => loopback.gone(),
  };
  return client;
}

const codeOf = (opened: Promise<void>) =>
  opened.then(
    () => "let in",
    (error: unknown) => (error instanceof RefusedHandshake ? error.data.code : String(error)),
  );

describe("a connection within the process", () => {
  it("[H-LOOP] is a connection like all others: it calls, is told, is listed under its transport, and leaves", async () => {
    await using test = await startChat();
    using client = open(test, { token: "ann", permissions: ["room.1"] });
    await client.loopback.opened;
    const { id } = test.hub.connections()[0] ?? { id: "" };
    expect(test.hub.connections()).toMatchObject([
      { transport: "test", encoding: "json", principal: { id: "ann" }, handshake: { remoteAddress: "192.0.2.7" } },
    ]);
    expect(await client.call("echo", { text: "hi" })).toEqual({ ok: true, value: "hi" });
    expect(await client.call("echo", { text: 1 })).toMatchObject({ ok: false, error: { code: "INVALID_ARGUMENT" } });
    test.hub.groups.add(id, "1");
    test.hub.clients.group("1").said({ text: "to all in it" });
    expect(await client.next("said")).toEqual({ text: "to all in it" });
    client.loopback.gone();
    await expect.poll(() => test.hub.connections()).toEqual([]);
    expect(test.hub.presence.users()).toEqual([]);
  });

  it("[H-LOOP-ORDER] a reply is there before anything that is said after it, and before its caller goes on", async () => {
    await using test = await startChat({
      methods: {
        echo: (call) => {
          call.afterReply(() => call.clients.caller.said({ text: "after" }));
          call.clients.caller.said({ text: "before" });
          return call.input.text;
        },
      },
    });
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    client.loopback.call("echo", { text: "now" }, () =>
      client.told.push({ name: "reply", payload: client.told.length }),
    );
    await expect.poll(() => client.told).toHaveLength(3);
    expect(client.told.map(({ name }) => name)).toEqual(["said", "reply", "said"]);
  });

  it("[H-LOOP-SHARED] what many receive is handed to each as one object, encoded for none", async () => {
    await using test = await startChat();
    using ann = open(test, { token: "ann" });
    using bob = open(test, { token: "bob" });
    await Promise.all([ann.loopback.opened, bob.loopback.opened]);
    test.hub.clients.all.said({ text: "once" });
    expect(await ann.next("said")).toBe(await bob.next("said"));
  });

  it("[H-LOOP-REFUSED] is refused as a handshake is: by authentication, quotas, the origin rule, and while the server goes", async () => {
    await using test = await startChat({
      limits: { connectionsPerUser: 1 },
      server: { checkOrigin: ({ headers }) => headers.origin === undefined || "Not yours." },
    });
    using nobody = open(test, {});
    using first = open(test, { token: "ann" });
    await first.loopback.opened;
    using second = open(test, { token: "ann" });
    using foreign = open(test, { token: "bob" }, { headers: { origin: "http://evil.example" } });
    expect(await Promise.all([nobody, second, foreign].map(({ loopback }) => codeOf(loopback.opened)))).toEqual([
      "UNAUTHENTICATED",
      "TOO_MANY_CONNECTIONS",
      "FORBIDDEN",
    ]);
    await test.server.close();
    using late = open(test, { token: "eve" });
    expect(await codeOf(late.loopback.opened)).toBe("RESTARTING");
    expect([nobody.ends, second.ends, late.ends, first.ends]).toEqual([[], [], [], [null]]);
  });

  it("[H-LOOP-GONE] who goes while being let in leaves nothing behind, and its place is free", async () => {
    await using test = await startChat({ limits: { connectionsPerAddress: 1 } });
    using hasty = open(test, { token: "ann" });
    hasty.loopback.gone();
    expect(await codeOf(hasty.loopback.opened)).toBe("UNAVAILABLE");
    // Its authentication may still be under way.
    await expect.poll(() => codeOf(open(test, { token: "bob" }).loopback.opened)).toBe("let in");
    expect(test.hub.connections().map(({ principal }) => principal.id)).toEqual(["bob"]);
  });

  it("[H-LOOP-CLOSE] is told why, then ended with the code; a close waits until it is gone, and cuts off who stays", async () => {
    await using test = await startChat({ limits: { closeGraceMs: 50 } });
    using goes = open(test, { token: "ann" });
    using stays = open(test, { token: "bob" }, { goes: false });
    await Promise.all([goes.loopback.opened, stays.loopback.opened]);
    await test.hub.closeUser("ann", "REVOKED");
    await test.hub.closeUser("bob", "SLOW_CONSUMER");
    expect(await goes.next("notice")).toMatchObject({ code: "REVOKED", retry: false });
    expect([goes.ends, stays.ends]).toEqual([["REVOKED"], ["SLOW_CONSUMER", "cut"]]);
  });

  it("[H-LOOP-SLOW] what waits in its own network counts: it is cut like any slow reader", async () => {
    await using test = await startChat({ limits: { slowAboveBytes: 100, cutAboveBytes: 1_000 } });
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    client.waiting = 700;
    client.loopback.wrote(700);
    expect([test.server.queueBytes(), test.hub.stats().slowConnections]).toEqual([700, 1]);
    client.waiting = 1_400;
    client.loopback.wrote(700);
    await client.next("notice");
    await expect.poll(() => client.ends).toEqual(["SLOW_CONSUMER"]);
  });

  it("[H-LOOP-WORDS] names that Socket.IO and the framework keep to themselves are no methods, and end nothing", async () => {
    await using test = await startChat();
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    for (const name of ["disconnect", "connect", "newListener", "$item", "$cancel"]) {
      expect(await client.call(name, {})).toMatchObject({ ok: false, error: { code: "METHOD_NOT_FOUND" } });
    }
    expect(await client.call("echo", { text: "still here" })).toMatchObject({ ok: true });
  });

  it("[H-LOOP-ASKED] a question to it is answered: it can answer none", async () => {
    await using test = await startChat();
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    const reply = await client.call("ask", { timeoutMs: 5_000 });
    expect(reply).toMatchObject({ ok: false, error: { data: { client: { code: "METHOD_NOT_FOUND" } } } });
  });

  it("[H-LOOP-HIDDEN] nobody reaches it over the engine: to a poll its id is unknown", async () => {
    await using test = await startChat();
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    const ids = Object.keys((test.server.io.engine as unknown as { clients: object }).clients);
    expect([ids, test.hub.connections()]).toMatchObject([[], [{ transport: "test" }]]);
  });

  it("[H-LOOP-BEAT] its own heartbeat tells the latency", async () => {
    await using test = await startChat();
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    client.loopback.pinged();
    client.loopback.ponged();
    expect(test.hub.connections()[0]?.latencyMs).toBe(0);
  });

  it("[H-LOOP-MUTE] one whose client answers no heartbeats is not counted as present", async () => {
    await using test = await startChat();
    using mute = open(test, { token: "ann" }, { answersPings: false });
    await mute.loopback.opened;
    expect([test.hub.connections().length, test.hub.presence.users()]).toEqual([1, []]);
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    mute.loopback.gone();
    expect(test.hub.presence.users()).toMatchObject([{ id: "ann", connections: 1 }]);
  });

  it("[H-LOOP-OWN] what its gateway asks by itself costs none of the client's calls", async () => {
    await using test = await startChat({ now: () => 0, limits: { callsPerSecond: 1, callBurst: 2 } });
    using client = open(test, { token: "ann" });
    await client.loopback.opened;
    const echo = (isOwn: boolean) =>
      new Promise<boolean>((resolve) => client.loopback.call("echo", { text: "" }, ({ ok }) => resolve(ok), { isOwn }));
    for (let n = 0; n < 10; n++) expect(await echo(true)).toBe(true);
    expect([await echo(false), await echo(false), await echo(false)]).toEqual([true, true, false]);
    expect(await echo(true)).toBe(true);
  });
});

it("[H-LOOP-HTTP] a real request makes a handshake: headers, query and address", async () => {
  const handshakes: unknown[] = [];
  await using test = await startChat({
    authenticate: async ({ headers, query, remoteAddress }) => {
      handshakes.push({ agent: headers["user-agent"], token: query.access_token, remoteAddress });
      return { principal: { id: "ann", name: "Ann", role: "member", permissions: [] } };
    },
  });
  const httpServer = createServer((request, response) => {
    const transport = {
      name: "test",
      answersPings: true,
      waitingBytes: () => 0,
      end: () => undefined,
      cut: () => undefined,
    };
    const loopback = openLoopback(test.server, { path: chat.path, request, transport, onEvent: () => undefined });
    void loopback.opened.then(() => response.end("in"));
    response.once("close", () => loopback.gone());
  });
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  const address = httpServer.address();
  const port = typeof address === "object" ? address?.port : 0;
  const answer = await fetch(`http://127.0.0.1:${port}/x?access_token=t`, { headers: { "user-agent": "me" } });
  expect(await answer.text()).toBe("in");
  expect(handshakes).toEqual([{ agent: "me", token: "t", remoteAddress: "127.0.0.1" }]);
  httpServer.closeAllConnections();
  await new Promise((resolve) => httpServer.close(resolve));
});
