import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";
import type { TestClient } from "./testing";
import { decode, ProtocolError } from "./wire";

/** Deterministic chance (mulberry32), so that a failure can be repeated. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const nested = "[".repeat(20_000) + "]".repeat(20_000);
const fragments = [
  "0",
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
  "9",
  "-1",
  "",
  "/hubs/chat,",
  "/",
  "/other,",
  ",",
  "12",
  "999999999999999999",
  "[]",
  "{}",
  '["echo"]',
  '["echo",{"text":"x"}]',
  '["echo",{"text":1}]',
  '["__proto__",{"__proto__":{"polluted":1}}]',
  '["constructor",{}]',
  '["error",{"name":"ProtocolError"}]',
  '["disconnect"]',
  '["newListener",1]',
  '["sum",{"items":[{"n":1e999}]}]',
  '[7,{"a":1}]',
  "[null]",
  "[",
  "null",
  "true",
  '"text"',
  "\u0000",
  "😀",
  `["echo",${nested}]`,
  `["sum",{"items":${nested}}]`,
  "51-",
  '2-["x",{"_placeholder":true,"num":0}]',
];

const frame = (random: () => number): string | Buffer => {
  if (random() < 0.05) return Buffer.from([1, 2, 3, random() * 255]);
  const parts = Array.from(
    { length: 1 + Math.floor(random() * 4) },
    () => fragments[Math.floor(random() * fragments.length)],
  );
  return (random() < 0.5 ? "2/hubs/chat," : "") + parts.join("");
};

const write = (client: TestClient, data: string | Buffer) => client.socket.io.engine.write(data);

describe("malformed frames", () => {
  it.each([1, 2, 3])("[H-FUZZ] 400 random frames (seed %i) crash nothing and reach nobody else", async (seed) => {
    const uncaught: unknown[] = [];
    const keep = (error: unknown) => uncaught.push(error);
    process.on("uncaughtException", keep);
    process.on("unhandledRejection", keep);
    try {
      await using chat = await startChat({
        limits: { callsPerSecond: 1e6, callBurst: 1e6, connectionsPerAddress: 1e6, connectionsPerUser: 1e6 },
      });
      const bystander = await chat.connectAs("bob");
      const random = chance(seed);
      for (let sent = 0; sent < 400; ) {
        const attacker = await chat.connectAs("eve");
        while (attacker.socket.connected && sent < 400) {
          write(attacker, frame(random));
          sent += 1;
          if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve));
        }
        attacker.socket.disconnect();
      }
      expect(await bystander.call("echo", { text: "untouched" })).toEqual({ ok: true, value: "untouched" });
      expect(bystander.received).toEqual([]);
      expect(uncaught).toEqual([]);
      expect(Object.prototype).not.toHaveProperty("polluted");
      await expect.poll(() => chat.hub.stats().connections).toBe(1);
    } finally {
      process.off("uncaughtException", keep);
      process.off("unhandledRejection", keep);
    }
  });

  it.each([
    ["not a packet", "hello"],
    ["an unknown packet type", "9"],
    ["a broken payload", '2/hubs/chat,["echo"'],
    ["a binary event", '51-/hubs/chat,["echo",{"_placeholder":true,"num":0}]'],
    ["a binary frame", Buffer.from([1, 2, 3])],
    ["a reserved name", '2/hubs/chat,["disconnect"]'],
    ["no payload", "2/hubs/chat,"],
  ])("[H-PROTOCOL-ERROR] %s closes its sender as PROTOCOL_ERROR, not to be retried", async (_what, data) => {
    await using chat = await startChat();
    const [eve, bob] = await Promise.all([chat.connectAs("eve"), chat.connectAs("bob")]);
    write(eve, data);
    expect(await eve.next("notice")).toMatchObject({ code: "PROTOCOL_ERROR", retry: false });
    await eve.ended;
    expect(await bob.call("echo", { text: "here" })).toMatchObject({ ok: true });
    expect(chat.hub.stats()).toMatchObject({ connections: 1, protocolErrors: 1 });
  });

  it("[H-ACK-UNKNOWN] an acknowledgement that nobody waits for is ignored", async () => {
    await using chat = await startChat();
    const eve = await chat.connectAs("eve");
    write(eve, '3/hubs/chat,123["what"]');
    write(eve, '3/hubs/chat,["what"]');
    expect(await eve.call("echo", { text: "alive" })).toMatchObject({ ok: true });
  });

  it("[H-ERROR-EVENT] an event named error is a call like any other", async () => {
    await using chat = await startChat();
    const eve = await chat.connectAs("eve");
    eve.socket.emit("error", { name: "ProtocolError", message: "no" });
    expect(await eve.call("echo", { text: "alive" })).toMatchObject({ ok: true });
    expect(chat.hub.stats()).toMatchObject({ unknownMethods: 1, protocolErrors: 0 });
    expect(eve.received).toEqual([]);
  });
});

describe("decode", () => {
  it("[H-WIRE] reads what the protocol knows", () => {
    expect(decode('0/hubs/chat,{"token":"t"}', 1000)).toEqual({ type: 0, nsp: "/hubs/chat", data: { token: "t" } });
    expect(decode("0", 1000)).toEqual({ type: 0, nsp: "/" });
    expect(decode("1/hubs/chat,", 1000)).toEqual({ type: 1, nsp: "/hubs/chat" });
    expect(decode('2/hubs/chat,7["a",{"b":1},"dropped"]', 1000)).toEqual({
      type: 2,
      nsp: "/hubs/chat",
      id: 7,
      data: ["a", { b: 1 }],
    });
    expect(decode('213["a"]', 1000)).toEqual({ type: 2, nsp: "/", id: 13, data: ["a"] });
    expect(() => decode(`0/hubs/chat,{"token":"${"t".repeat(1000)}"}`, 1000)).toThrow(ProtocolError);
  });
});
