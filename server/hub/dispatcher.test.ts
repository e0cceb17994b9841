import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";

describe("a call", () => {
  it("[H-REPLY] answers with the method's value", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    expect(await ann.call("echo", { text: "hi" })).toEqual({ ok: true, value: "hi" });
  });

  it("[H-VALIDATE] names the path of everything that is wrong, and the method does not run", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann", { permissions: ["chat.count"] });
    const reply = await ann.call("sum", { items: [{ n: 1 }, { n: "2" }, { n: 3, m: 4 }], extra: true });
    expect(reply).toMatchObject({
      ok: false,
      error: { code: "INVALID_ARGUMENT", traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    const paths = reply.ok ? [] : reply.error.fields?.map((field) => field.path);
    expect(paths).toEqual(expect.arrayContaining(["items.1.n", "items.2.m", "extra"]));
    expect(await ann.call("sum")).toMatchObject({ ok: false, error: { code: "INVALID_ARGUMENT" } });
  });

  it("[H-ORDER] asks the permission before it looks at the input", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    expect(await ann.call("sum", "nonsense")).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
  });

  it("[H-PERMISSION-BY-INPUT] asks the permission that the validated input demands", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann", { permissions: ["room.a"] });
    expect(await ann.call("speakIn", { room: "a", text: "x" })).toEqual({ ok: true, value: null });
    expect(await ann.call("speakIn", { room: "b", text: "x" })).toMatchObject({ error: { code: "FORBIDDEN" } });
    expect(await ann.call("speakIn", { room: 7 })).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
  });

  it.each(["nope", "__proto__", "constructor", "toString", "hasOwnProperty", "onAny", "error", ""])(
    "[H-UNKNOWN] %j is no method",
    async (name) => {
      await using chat = await startChat();
      const ann = await chat.connectAs("ann");
      expect(await ann.call(name, { __proto__: null })).toMatchObject({
        ok: false,
        error: { code: "METHOD_NOT_FOUND" },
      });
      expect(chat.hub.stats().unknownMethods).toBe(1);
    },
  );

  it("[H-UNKNOWN-SILENT] counts and logs an unknown method without a reply", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    ann.socket.emit("nope", { a: 1 });
    await ann.call("echo", { text: "after" });
    expect(chat.hub.stats()).toMatchObject({ unknownMethods: 1, errors: { METHOD_NOT_FOUND: 1 } });
    expect(chat.log.entries).toContainEqual(
      expect.objectContaining({ level: "warn", fields: expect.objectContaining({ method: "nope" }) }),
    );
  });

  it("[H-NO-ACK] runs without a reply when none is asked for", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    ann.socket.emit("join", { group: "g" });
    await ann.call("echo", { text: "after" });
    expect(await chat.hub.groups.of(ann.id)).toEqual(["g"]);
    expect(ann.received).toEqual([]);
  });

  it("[H-HUB-ERROR] passes code, message, data and fields of a HubError", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    expect(await ann.call("failWith", { code: "CONFLICT" })).toMatchObject({
      ok: false,
      error: { code: "CONFLICT", message: "No.", data: { held: 1 }, fields: [{ path: "code", message: "No." }] },
    });
  });

  it("[H-INTERNAL] hides anything else behind a trace id that stands in the log, and lives on", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = await ann.call("failWith", { code: "none" });
    expect(JSON.stringify(reply)).not.toContain("secret");
    const traceId = reply.ok ? "" : reply.error.traceId;
    expect(chat.log.entries).toContainEqual(
      expect.objectContaining({ level: "error", fields: expect.objectContaining({ traceId, method: "failWith" }) }),
    );
    expect(await ann.call("echo", { text: "alive" })).toEqual({ ok: true, value: "alive" });
  });

  it("[H-SIZE] answers a call over the limit with MESSAGE_TOO_LARGE, and lives on", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const fits = "x".repeat(64 * 1024 - 200);
    expect(await ann.call("echo", { text: fits })).toMatchObject({ ok: true });
    expect(await ann.call("echo", { text: "x".repeat(64 * 1024) })).toMatchObject({
      error: { code: "MESSAGE_TOO_LARGE" },
    });
    expect(await ann.call("echo", { text: "ä".repeat(40 * 1024) })).toMatchObject({
      error: { code: "MESSAGE_TOO_LARGE" },
    });
    expect(await ann.call("echo", { text: "alive" })).toEqual({ ok: true, value: "alive" });
  });

  it("[H-SIZE-FRAME] ends a connection that sends more than a frame may hold", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    ann.socket.emit("echo", { text: "x".repeat(300 * 1024) });
    expect(await ann.ended).toBe("transport close");
    const bob = await chat.connectAs("bob");
    expect(await bob.call("echo", { text: "here" })).toMatchObject({ ok: true });
  });

  it("[H-ARGUMENTS] a frame of very many arguments overflows nothing", async () => {
    await using chat = await startChat({ server: { maxMessageBytes: 600 * 1024, maxFrameBytes: 1024 * 1024 } });
    const ann = await chat.connectAs("ann");
    const reply = (frame: string) =>
      new Promise<string>((resolve) => {
        ann.socket.io.engine.once("data", resolve);
        ann.socket.io.engine.write(frame);
      });
    const zeros = (count: number) => ",0".repeat(count);
    expect(await reply(`2/hubs/chat,70["echo",{"text":"first"},{"id":1}${zeros(250_000)}]`)).toBe(
      '3/hubs/chat,70[{"ok":true,"value":"first"}]',
    );
    expect(await reply(`2/hubs/chat,71["echo"${zeros(400_000)}]`)).toContain("MESSAGE_TOO_LARGE");
  });

  it("[H-RATE] lets a burst through, then refuses by the bucket, without running the method", async () => {
    let nowMs = 1_000_000;
    await using chat = await startChat({ now: () => nowMs, limits: { callsPerSecond: 2, callBurst: 5 } });
    const ann = await chat.connectAs("ann");
    const codes = await Promise.all(Array.from({ length: 8 }, () => ann.call("echo", { text: "x" })));
    expect(codes.filter((reply) => reply.ok)).toHaveLength(5);
    expect(codes[7]).toMatchObject({ ok: false, error: { code: "RATE_LIMITED", data: { retryAfterMs: 500 } } });
    nowMs += 500;
    expect(await ann.call("echo", { text: "x" })).toMatchObject({ ok: true });
    expect(await ann.call("nope", {})).toMatchObject({ error: { code: "RATE_LIMITED" } });
  });

  it("[H-SERIAL] runs one call of a client at a time, in order; others are not held up", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const bob = await chat.connectAs("bob");
    const first = ann.call("wait", { name: "first" });
    const second = ann.call("wait", { name: "second" });
    await chat.gates.running("first");
    await bob.call("echo", { text: "not held up" });
    expect(chat.gates.started).toEqual(["first"]);
    chat.gates.open("first");
    await first;
    await chat.gates.running("second");
    chat.gates.open("second");
    expect(await second).toEqual({ ok: true, value: "second" });
  });

  it("[H-QUEUE] refuses what does not fit into the queue", async () => {
    await using chat = await startChat({ limits: { maxQueuedInvocations: 2 } });
    const ann = await chat.connectAs("ann");
    const running = ann.call("wait", { name: "a" });
    await chat.gates.running("a");
    const waiting = [ann.call("echo", { text: "1" }), ann.call("echo", { text: "2" })];
    expect(await ann.call("echo", { text: "3" })).toMatchObject({ error: { code: "RATE_LIMITED" } });
    chat.gates.open("a");
    expect(await Promise.all([running, ...waiting])).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
  });

  it("[H-SIGNAL] aborts the signal of a call whose caller is gone; nothing of it leaks to others", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    ann.socket.emit("wait", { name: "left" });
    await chat.gates.running("left");
    ann.socket.disconnect();
    const bob = await chat.connectAs("bob");
    await expect.poll(() => chat.gates.aborted).toEqual(["left"]);
    chat.gates.open("left");
    await bob.call("echo", { text: "x" });
    expect(chat.hub.stats().callsInFlight).toBe(0);
  });
});

it("[H-UNSENDABLE] a value that cannot be written is INTERNAL, logged and counted, and the connection lives", async () => {
  await using chat = await startChat({ methods: { echo: () => 1n as unknown as string } });
  const ann = await chat.connectAs("ann");
  const reply = await ann.call("echo", { text: "x" });
  expect(reply).toMatchObject({ ok: false, error: { code: "INTERNAL" } });
  expect(chat.hub.stats().errors).toEqual({ INTERNAL: 1 });
  expect(chat.log.entries.at(-1)).toMatchObject({
    level: "error",
    fields: { traceId: reply.ok ? "" : reply.error.traceId, method: "echo" },
  });
  expect(await ann.call("failWith", { code: "CONFLICT" })).toMatchObject({ error: { code: "CONFLICT" } });
});

it.each(["$foo", "$welcome"])("[H-CONTROL-NAMES] %s is no method, and whoever asks is told", async (name) => {
  await using chat = await startChat();
  const ann = await chat.connectAs("ann");
  expect(await ann.call(name, {})).toMatchObject({ ok: false, error: { code: "METHOD_NOT_FOUND" } });
});

it("[H-CONTRACT] a hub whose contract cannot work fails when it starts", async () => {
  const broken = { implementation: () => ({ echo: () => "" }) as never };
  await expect(startChat(broken)).rejects.toThrow(/no implementation of "sum"/);
});
