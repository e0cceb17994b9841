import { once } from "node:events";
import { Encoder } from "@msgpack/msgpack";
import stockMessagePack from "socket.io-msgpack-parser";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startChat } from "./chat-fixture";
import { encodeMessagePack } from "./messagepack";
import { ProtocolError } from "./packet";
import { decode, oversized } from "./wire";

const messagePack = { parser: stockMessagePack, query: { encoding: "msgpack" } };
const packed = (value: unknown): Uint8Array => new Encoder({ maxDepth: 1_000 }).encode(value);
const nsp = "/hubs/chat";
/** The stock parser; it makes Buffers, whatever its types say. */
const stockFrame = (packet: object): unknown =>
  (new stockMessagePack.Encoder().encode(packet as never) as unknown as unknown[])[0];

describe("MessagePack", () => {
  it("[H-ENCODING] the query chooses the encoding; both are served at once, also over polling", async () => {
    await using chat = await startChat();
    const clients = await Promise.all([
      chat.connectAs("ann"),
      chat.connectAs("bob", {}, messagePack),
      chat.connectAs("cid", {}, { ...messagePack, transports: ["polling"] }),
      chat.connectAs("dan", {}, { query: { encoding: "xml" } }),
    ]);
    for (const client of clients) {
      expect(await client.call("echo", { text: "ü" })).toEqual({ ok: true, value: "ü" });
      expect(await client.call("echo", { text: 1 })).toMatchObject({ ok: false, error: { code: "INVALID_ARGUMENT" } });
      expect(await client.call("none")).toMatchObject({ ok: false, error: { code: "METHOD_NOT_FOUND" } });
    }
    chat.hub.clients.all.said({ text: "to all" });
    for (const client of clients) expect(await client.next("said")).toEqual({ text: "to all" });
    expect(await chat.refusal({}, messagePack)).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it.each([
    ["MessagePack without saying so", "", encodeMessagePack({ type: 0, nsp, data: { token: "eve" } })],
    ["text that was to be MessagePack", "&encoding=msgpack", `40${nsp},{"token":"eve"}`],
  ])("[H-ENCODING-MISMATCH] %s ends the connection at its first packet", async (_what, query, packet) => {
    await using chat = await startChat();
    const socket = new WebSocket(`ws://127.0.0.1:${chat.port}/socket.io/?EIO=4&transport=websocket${query}`);
    await once(socket, "message");
    socket.send(packet);
    await once(socket, "close");
    expect(chat.hub.stats()).toMatchObject({ connections: 0, protocolErrors: 1 });
  });

  it("[H-SIZE-MESSAGEPACK] a call over the limit is answered with MESSAGE_TOO_LARGE, and the connection lives", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann", {}, messagePack);
    const tooLarge = { ok: false, error: { code: "MESSAGE_TOO_LARGE" } };
    expect(await ann.call("echo", { text: "x".repeat(70_000) })).toMatchObject(tooLarge);
    expect(await ann.call("echo", { text: "x" })).toMatchObject({ ok: true });
  });

  it.each<[string, Uint8Array]>([
    ["not a packet", packed(7)],
    ["an unknown packet type", packed({ type: 9, nsp })],
    ["a type as text", packed({ type: "2", nsp, data: ["echo"] })],
    ["no namespace", packed({ type: 2, data: ["echo"] })],
    ["a wrong acknowledgement id", packed({ type: 2, nsp, id: -1, data: ["echo"] })],
    ["a binary event", packed({ type: 5, nsp, data: ["echo"] })],
    ["a reserved name", packed({ type: 2, nsp, data: ["disconnect"] })],
    ["half a packet", packed({ type: 2, nsp, data: ["echo"] }).subarray(0, 12)],
    ["more than a packet", Buffer.concat([packed({ type: 2, nsp, data: ["echo"] }), Buffer.from([0])])],
    ["an array that claims 4 billion values", Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff, 0x00])],
    ["a key named __proto__", packed({ type: 2, nsp, data: ["echo", JSON.parse('{"__proto__":{"a":1}}')] })],
  ])("[H-PROTOCOL-MESSAGEPACK] %s closes its sender as PROTOCOL_ERROR", async (_what, frame) => {
    await using chat = await startChat();
    const eve = await chat.connectAs("eve", {}, messagePack);
    eve.socket.io.engine.write(Buffer.from(frame));
    expect(await eve.next("notice")).toMatchObject({ code: "PROTOCOL_ERROR", retry: false });
    await eve.ended;
    expect(chat.hub.stats().protocolErrors).toBe(1);
  });

  it("[H-WIRE-MESSAGEPACK] reads what the stock parser writes", () => {
    const event = { type: 2, nsp, id: 7, data: ["a", { b: [1, -1.5, null, "ü"] }, { call: 1 }] };
    const frame = stockFrame({ ...event, options: { compress: true } });
    expect(decode(frame, "msgpack", 1_000)).toEqual(event);
    const absent = stockFrame({ type: 0, nsp, data: undefined });
    expect(decode(absent, "msgpack", 1_000)).toEqual({ type: 0, nsp });
    const many = packed({ type: 2, nsp, data: ["a", 1, 2, 3, 4] });
    expect(decode(many, "msgpack", 1_000).data).toEqual(["a", 1, 2]);
    const large = packed({ type: 2, nsp, id: 3, data: ["a", "x".repeat(1_000)] });
    expect(decode(large, "msgpack", 1_000)).toMatchObject({ id: 3, data: [oversized, large.length] });
  });

  it("[H-DEPTH] nesting is bounded", () => {
    let inner: unknown = 1;
    for (let depth = 0; depth < 240; depth += 1) inner = [inner];
    expect(decode(packed({ type: 2, nsp, data: ["a", inner] }), "msgpack", 10_000)).toMatchObject({ type: 2 });
    for (let depth = 0; depth < 60; depth += 1) inner = [inner];
    expect(() => decode(packed({ type: 2, nsp, data: ["a", inner] }), "msgpack", 10_000)).toThrow(ProtocolError);
  });
});
