import { describe, expect, it } from "vitest";
import type { EngineConnection } from "./engine-connection";
import { sendFrames, takesFrames } from "./engine-connection";
import { linkOf } from "./link";
import type { PlainServer, StockEncoding } from "./plain-fixture";
import { connected, enginesOf, startPlain } from "./plain-fixture";
import { tickMs } from "./pump";

/** What the engine has and its types do not show. */
interface HiddenEngine {
  sendPacket(type: "noop"): void;
  flush(): void;
  on(event: "packetCreate", listener: (packet: { type: string }) => void): void;
}

async function startPair(plain: PlainServer, encoding: StockEncoding = "json") {
  const client = plain.open(encoding);
  const heard: unknown[] = [];
  client.on("seq", (seq: unknown) => heard.push(seq));
  await connected(client);
  const [engine] = enginesOf(plain.server);
  if (engine === undefined) throw new Error("There is no connection.");
  const hidden = engine as unknown as HiddenEngine;
  /** Packets that went the engine's own way. */
  const created: string[] = [];
  hidden.on("packetCreate", ({ type }) => created.push(type));
  // What greeted the client has left.
  await expect.poll(() => plain.server.queueBytes()).toBe(0);
  return { client, heard, engine, hidden, created, send: (seq: number) => void plain.namespace.emit("seq", seq) };
}

describe("the parts of the dependencies that are not in their types", () => {
  it("[H-PRIVATE] are there, so that frames are handed to the WebSocket", async () => {
    await using plain = await startPlain();
    const { engine, heard, created, send } = await startPair(plain);
    expect(engine.writeBuffer).toEqual([]);
    expect(engine.upgrading).toBe(false);
    expect(engine.transport).toMatchObject({ name: "websocket", perMessageDeflate: false, supportsBinary: true });
    expect(engine.transport.socket).toMatchObject({ bufferedAmount: 0, readyState: 1 });
    expect(engine.transport.socket?._sender?.sendFrame).toBeTypeOf("function");
    expect(takesFrames(engine)).toBe(true);
    const otherSocket = Object.assign(Object.create(engine.transport.socket ?? null), { _sender: {} });
    const other = Object.assign(Object.create(engine.transport), { socket: otherSocket });
    expect(takesFrames(Object.assign(Object.create(engine), { transport: other }))).toBe(false);
    send(1);
    send(2);
    await expect.poll(() => heard).toEqual([1, 2]);
    expect(created).toEqual([]);
  });

  it.each<[string, (engine: EngineConnection) => void]>([
    ["compression is on", (engine) => Object.assign(engine.transport, { perMessageDeflate: {} })],
    ["an upgrade is under way", (engine) => Object.assign(engine, { upgrading: true })],
    ["the mark of an upgrade is gone", (engine) => Object.assign(engine, { upgrading: undefined })],
    ["the client takes no binary", (engine) => Object.assign(engine.transport, { supportsBinary: false })],
    ["the transport has another name", (engine) => Object.defineProperty(engine.transport, "name", { value: "quic" })],
  ])("[H-FALLBACK] where %s, the engine's own way is taken, behind what was queued", async (_what, change) => {
    await using plain = await startPlain();
    const { engine, heard, created, send } = await startPair(plain);
    send(1);
    send(2);
    change(engine);
    expect(takesFrames(engine)).toBe(false);
    send(3);
    await expect.poll(() => heard).toEqual([1, 2, 3]);
    send(4);
    await expect.poll(() => heard).toEqual([1, 2, 3, 4]);
    expect(created).toEqual(["message", "message", "message", "message"]);
  });

  it.each(["json", "msgpack"] as const)(
    "[H-CARRIER] frames leave behind what the engine holds back (%s)",
    async (encoding) => {
      await using plain = await startPlain();
      const { engine, hidden, heard, created, send } = await startPair(plain, encoding);
      // As in the middle of a write of its own.
      engine.transport.writable = false;
      hidden.sendPacket("noop");
      for (const seq of [1, 2, 3]) send(seq);
      await expect.poll(() => engine.writeBuffer.length).toBe(2);
      expect(created).toEqual(["noop", "message"]);
      const waiting = plain.server.queueBytes();
      expect(waiting).toBeGreaterThan(20);
      // What may be dropped is not added to what waits.
      engine.transport.writable = true;
      plain.namespace.volatile.emit("seq", 4);
      for (const socket of plain.namespace.sockets.values()) socket.volatile.emit("seq", 5);
      expect(plain.server.queueBytes()).toBe(waiting);
      expect(heard).toEqual([]);
      hidden.flush();
      await expect.poll(() => heard).toEqual([1, 2, 3]);
      expect(plain.server.queueBytes()).toBe(0);
    },
  );

  it("[H-GOODBYE] a peer that has said goodbye gets nothing more", async () => {
    await using plain = await startPlain();
    const { client, engine, hidden, send } = await startPair(plain);
    const bytes = (): number =>
      (engine.transport.socket as unknown as { _socket: { bytesWritten: number } })._socket.bytesWritten;
    Object.defineProperty(engine.transport.socket, "readyState", { value: 2, configurable: true });
    const before = bytes();
    send(1);
    await new Promise((resolve) => setTimeout(resolve, 2 * tickMs));
    expect(bytes()).toBe(before);
    expect(sendFrames(engine, Buffer.from("x"))).toBe(0);
    Reflect.deleteProperty(engine.transport.socket ?? {}, "readyState");
    hidden.flush();
    client.disconnect();
  });

  it("[H-LET-GO] the HTTP request is let go of, and can still be asked what a handshake asks", async () => {
    await using plain = await startPlain();
    let kept: unknown;
    plain.namespace.use((socket, next) => {
      kept = {
        agent: socket.handshake.headers["x-agent"],
        cookie: socket.handshake.headers.cookie,
        query: socket.handshake.query,
        from: socket.handshake.address,
      };
      next();
    });
    const client = plain.open("json", { extraHeaders: { "x-agent": "test", cookie: "c=1" }, query: { a: "b" } });
    await connected(client);
    expect(kept).toMatchObject({ agent: "test", cookie: "c=1", query: { a: "b", EIO: "4" }, from: "127.0.0.1" });
    const [engine] = enginesOf(plain.server);
    expect(engine?.request).not.toHaveProperty("rawHeaders");
    // The next handshake on the same connection.
    client.disconnect().connect();
    await connected(client);
    expect(kept).toMatchObject({ agent: "test", cookie: "c=1", query: { a: "b" }, from: "127.0.0.1" });
    expect(engine && linkOf(engine)?.encoding).toBe("json");
  });
});
