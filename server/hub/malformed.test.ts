import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";
import type { TestClient } from "./testing";
import { decode, ProtocolError } from "./wire";

const write = (client: TestClient, data: string | Buffer) => client.socket.io.engine.write(data);

describe("malformed frames", () => {
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
    expect(decode('0/hubs/chat,{"token":"t"}', "json", 1000)).toEqual({
      type: 0,
      nsp: "/hubs/chat",
      data: { token: "t" },
    });
    expect(decode("0", "json", 1000)).toEqual({ type: 0, nsp: "/" });
    expect(decode("1/hubs/chat,", "json", 1000)).toEqual({ type: 1, nsp: "/hubs/chat" });
    expect(decode('2/hubs/chat,7["a",{"b":1},{"call":1},"dropped"]', "json", 1000)).toEqual({
      type: 2,
      nsp: "/hubs/chat",
      id: 7,
      data: ["a", { b: 1 }, { call: 1 }],
    });
    expect(decode('213["a"]', "json", 1000)).toEqual({ type: 2, nsp: "/", id: 13, data: ["a"] });
    expect(() => decode(`0/hubs/chat,{"token":"${"t".repeat(1000)}"}`, "json", 1000)).toThrow(ProtocolError);
  });
});
