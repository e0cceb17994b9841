/**
 * What the published protocols ask of a server (github.com/socketio/engine.io-protocol v4, github.com/socketio/socket.io-protocol v5),
 * spoken by hand over HTTP and WebSocket. Our own choices: JSON only as text, and nothing at "/" but a refusal.
 */
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type PlainServer, startPlain } from "@/server/hub/plain-fixture";

const separator = "\x1e";
const query = "/socket.io/?EIO=4&transport=";

async function open(options: Parameters<typeof startPlain>[0] = {}) {
  const plain = await startPlain(options);
  plain.namespace.on("connection", (socket) => {
    socket.emit("auth", socket.handshake.auth);
    socket.on("message", (...args: unknown[]) => void socket.emit("message-back", ...args));
    socket.on("ask", (...args: unknown[]) => (args.pop() as (...back: unknown[]) => void)(...args));
  });
  return plain;
}

const poll = ({ port }: PlainServer, more = "", init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${query}polling${more}`, init);
const push = (plain: PlainServer, sid: string, body: string) => poll(plain, `&sid=${sid}`, { method: "POST", body });
async function openPolling(plain: PlainServer): Promise<string> {
  return JSON.parse((await (await poll(plain)).text()).slice(1)).sid;
}

/** Reads message by message, so that none is lost between two waits. */
class Speaker implements Disposable {
  readonly socket: WebSocket;
  readonly closed: Promise<unknown>;
  readonly #heard: string[] = [];
  #wake: () => void = () => undefined;

  constructor({ port }: PlainServer, more = "") {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${query}websocket${more}`);
    this.closed = new Promise((resolve) => this.socket.once("close", resolve));
    this.socket.on("error", () => undefined);
    this.socket.on("message", (data) => {
      this.#heard.push(String(data));
      this.#wake();
    });
  }

  async next(): Promise<string> {
    for (;;) {
      const heard = this.#heard.shift();
      if (heard !== undefined) return heard;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  say(...packets: string[]): void {
    for (const packet of packets) this.socket.send(packet);
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

async function speak(plain: PlainServer): Promise<Speaker> {
  const speaker = new Speaker(plain);
  await speaker.next();
  return speaker;
}

async function join(plain: PlainServer): Promise<Speaker> {
  const speaker = await speak(plain);
  speaker.say("40/plain,");
  await speaker.next();
  await speaker.next();
  return speaker;
}

const handshake = { sid: expect.any(String), pingInterval: 15_000, pingTimeout: 15_000, maxPayload: 262_144 };

describe("[VECTORS-ENGINE]", () => {
  it("a session opens by polling, which may be upgraded, and by WebSocket, which may not", async () => {
    await using plain = await open();
    const answer = await poll(plain);
    const text = await answer.text();
    expect([answer.status, text[0], JSON.parse(text.slice(1))]).toEqual([
      200,
      "0",
      { ...handshake, upgrades: ["websocket"] },
    ]);
    using speaker = new Speaker(plain);
    const first = await speaker.next();
    expect([first[0], JSON.parse(first.slice(1))]).toEqual(["0", { ...handshake, upgrades: [] }]);
  });

  it.each([
    ["no version", "/socket.io/?transport=polling"],
    ["version 3", "/socket.io/?EIO=3&transport=polling"],
    ["a version that is none", "/socket.io/?EIO=abc&transport=polling"],
    ["no transport", "/socket.io/?EIO=4"],
    ["an unknown transport", "/socket.io/?EIO=4&transport=abc"],
    ["a transport of Object", "/socket.io/?EIO=4&transport=constructor"],
    ["an unknown session", `${query}polling&sid=unknown`],
  ])("%s is 400, and no WebSocket", async (_what, path) => {
    await using plain = await open();
    expect((await fetch(`http://127.0.0.1:${plain.port}${path}`)).status).toBe(400);
    const socket = new WebSocket(`ws://127.0.0.1:${plain.port}${path.replace("polling", "websocket")}`);
    const heard: string[] = [];
    socket.on("message", (data) => heard.push(String(data)));
    await once(socket, "error");
    expect(heard).toEqual([]);
  });

  it.each(["POST", "PUT", "DELETE"])("a session opened by %s is 400", async (method) => {
    await using plain = await open();
    expect((await poll(plain, "", { method })).status).toBe(400);
  });

  it("several packets in one payload are taken in their order, and answered ok", async () => {
    await using plain = await open();
    const sid = await openPolling(plain);
    await push(plain, sid, "40/plain,");
    const told: string[] = [];
    const hear = async () => void told.push(...(await (await poll(plain, `&sid=${sid}`)).text()).split(separator));
    while (told.length < 2) await hear();
    const pushed = await push(plain, sid, ['42/plain,["message","a"]', '42/plain,["message","b"]'].join(separator));
    expect([pushed.status, await pushed.text()]).toEqual([200, "ok"]);
    while (told.length < 4) await hear();
    expect(told[0]).toMatch(/^40\/plain,\{"sid":"[^"]+"\}$/);
    expect(told.slice(1)).toEqual([
      '42/plain,["auth",{}]',
      '42/plain,["message-back","a"]',
      '42/plain,["message-back","b"]',
    ]);
  });

  it("a payload that is none ends the session, by polling and by WebSocket", async () => {
    await using plain = await open();
    const sid = await openPolling(plain);
    await push(plain, sid, "abc");
    expect((await poll(plain, `&sid=${sid}`)).status).toBe(400);
    using speaker = await speak(plain);
    speaker.say("abc");
    await speaker.closed;
  });

  it("two polls at once end the session", async () => {
    await using plain = await open();
    const sid = await openPolling(plain);
    const both = await Promise.all([poll(plain, `&sid=${sid}`), poll(plain, `&sid=${sid}`)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect((await poll(plain, `&sid=${sid}`)).status).toBe(400);
  });

  it("the server asks, the client answers; who does not is gone", async () => {
    await using plain = await open({ keepAliveIntervalMs: 100, clientTimeoutMs: 200 });
    using alive = await speak(plain);
    alive.say("40/plain,");
    using silent = await speak(plain);
    let asked = 0;
    while (asked < 4) {
      if ((await alive.next()) !== "2") continue;
      asked += 1;
      alive.say("3");
    }
    await silent.closed;
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("a client that says close is let go: its poll ends with noop, its WebSocket closes", async () => {
    await using plain = await open();
    const sid = await openPolling(plain);
    const polled = poll(plain, `&sid=${sid}`);
    await push(plain, sid, "1");
    expect(await (await polled).text()).toBe("6");
    expect((await poll(plain, `&sid=${sid}`)).status).toBe(400);
    using speaker = await speak(plain);
    speaker.say("1");
    await speaker.closed;
  });

  it("an upgrade: probe, noop to the poll, and from then on the session is the WebSocket's alone", async () => {
    await using plain = await open();
    const sid = await openPolling(plain);
    using speaker = new Speaker(plain, `&sid=${sid}`);
    await once(speaker.socket, "open");
    speaker.say("2probe");
    expect(await speaker.next()).toBe("3probe");
    expect(await (await poll(plain, `&sid=${sid}`)).text()).toBe("6");
    speaker.say("5", "40/plain,");
    expect(await speaker.next()).toMatch(/^40\/plain,/);
    expect((await poll(plain, `&sid=${sid}`)).status).toBe(400);
    using second = new Speaker(plain, `&sid=${sid}`);
    await second.closed;
    await speaker.next();
    speaker.say('42/plain,["message",1]');
    expect(await speaker.next()).toBe('42/plain,["message-back",1]');
  });
});

describe("[VECTORS-SOCKET]", () => {
  it("a namespace is joined with and without a payload", async () => {
    await using plain = await open();
    for (const [packet, auth] of [
      ["40/plain", {}],
      ["40/plain,", {}],
      ['40/plain,{"token":"123"}', { token: "123" }],
    ] as const) {
      using speaker = await speak(plain);
      speaker.say(packet);
      const answer = await speaker.next();
      expect([answer.slice(0, 9), JSON.parse(answer.slice(9))]).toEqual(["40/plain,", { sid: expect.any(String) }]);
      expect(await speaker.next()).toBe(`42/plain,["auth",${JSON.stringify(auth)}]`);
    }
  });

  it("an unknown namespace is refused, as is ours at the root, and the session goes on", async () => {
    await using plain = await open();
    using speaker = await speak(plain);
    speaker.say("40/random");
    expect(await speaker.next()).toBe('44/random,{"message":"Invalid namespace"}');
    speaker.say("40");
    expect(JSON.parse((await speaker.next()).replace(/^44/, ""))).toMatchObject({ message: expect.any(String) });
    speaker.say("40/plain,");
    expect(await speaker.next()).toMatch(/^40\/plain,/);
  });

  it("a first packet that is none, or not a connect, ends the session", async () => {
    await using plain = await open();
    for (const packet of ["4abc", "49", '42/plain,["message"]']) {
      using speaker = await speak(plain);
      speaker.say(packet);
      await speaker.closed;
    }
  });

  it("who joins nothing in time is gone", async () => {
    await using plain = await open({ handshakeTimeoutMs: 100 });
    using speaker = await speak(plain);
    await speaker.closed;
  });

  it("messages come as they were sent, and acknowledgements by their number", async () => {
    await using plain = await open();
    using speaker = await join(plain);
    speaker.say('42/plain,["message",{"3":[true]},"2"]');
    expect(await speaker.next()).toBe('42/plain,["message-back",{"3":[true]},"2"]');
    speaker.say('42/plain,456["ask",{"3":[false]},2]');
    expect(await speaker.next()).toBe('43/plain,456[{"3":[false]},2]');
  });

  it("who leaves the namespace is no longer in it, and may come back", async () => {
    await using plain = await open();
    using speaker = await join(plain);
    speaker.say("41/plain,");
    await expect.poll(() => plain.namespace.sockets.size).toBe(0);
    speaker.say("40/plain,");
    expect(await speaker.next()).toMatch(/^40\/plain,/);
    expect(plain.namespace.sockets.size).toBe(1);
  });
});
