import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";

describe("a call with an id", () => {
  it("[H-CANCEL] its method's signal aborts when the caller cancels it, and no other call's", async () => {
    await using chat = await startChat({ limits: { maxParallelInvocationsPerClient: 3 } });
    const ann = await chat.connectAs("ann");
    ann.call("wait", { name: "mine" }, { id: 1 }).catch(() => undefined);
    const other = ann.call("wait", { name: "other" }, { id: 2 });
    await Promise.all([chat.gates.running("mine"), chat.gates.running("other")]);
    ann.socket.emit("$cancel", { id: 1 });
    await ann.call("sum", {});
    expect(chat.gates.aborted).toEqual(["mine"]);
    chat.gates.open("other");
    expect(await other).toEqual({ ok: true, value: "other" });
  });

  it("[H-CANCEL-REPLY] what throws because it was cancelled is CANCELLED, and no fault in the log", async () => {
    await using chat = await startChat({
      methods: {
        wait: async ({ signal, input }) => {
          chat.gates.mark(input.name);
          await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
          return "never";
        },
      },
    });
    const ann = await chat.connectAs("ann");
    const reply = ann.call("wait", { name: "x" }, { id: 1 });
    await chat.gates.marked("x");
    ann.socket.emit("$cancel", { id: 1 });
    expect(await reply).toMatchObject({ ok: false, error: { code: "CANCELLED" } });
    expect(chat.log.entries.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("[H-CANCEL-QUEUED] one that waits for its turn does not run any more", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const first = ann.call("wait", { name: "first" });
    const second = ann.call("wait", { name: "second" }, { id: 2 });
    await chat.gates.running("first");
    const before = chat.hub.stats().messagesIn;
    ann.socket.emit("$cancel", { id: 2 });
    await expect.poll(() => chat.hub.stats().messagesIn).toBeGreaterThan(before);
    chat.gates.open("first");
    await first;
    expect(await second).toMatchObject({ ok: false, error: { code: "CANCELLED" } });
    expect(chat.gates.started).toEqual(["first"]);
  });

  it("[H-CANCEL-ID] frees the id at once, also for a call that comes in the same breath", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const first = ann.call("wait", { name: "first" }, { id: 1 });
    await chat.gates.running("first");
    ann.socket.emit("$cancel", { id: 1 });
    const second = ann.call("wait", { name: "second" }, { id: 1 });
    expect(await first).toMatchObject({ error: { code: "CANCELLED" } });
    await chat.gates.running("second");
    // The end of the first leaves the id to the second.
    ann.socket.emit("$cancel", { id: 1 });
    expect(await second).toMatchObject({ error: { code: "CANCELLED" } });
  });

  it("[H-ID-IN-USE] an id stands for one call at a time", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const first = ann.call("wait", { name: "first" }, { id: 1 });
    await chat.gates.running("first");
    expect(await ann.call("echo", { text: "x" }, { id: 1 })).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
    chat.gates.open("first");
    await first;
    expect(await ann.call("echo", { text: "x" }, { id: 1 })).toEqual({ ok: true, value: "x" });
  });

  it.each([{}, { id: 0 }, { id: "1" }, { id: 1.5 }, "1", [], 1])("[H-META] %j is no third element", async (meta) => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    expect(await ann.call("echo", { text: "x" }, meta as never)).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
  });

  it("[H-TRACE] its trace id is the caller's, when that is a valid one", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const traced = (trace: string) => ann.call("failWith", { code: "none" }, { id: 1, trace });
    expect(await traced(`00-${traceId}-00f067aa0ba902b7-01`)).toMatchObject({ error: { traceId } });
    expect(chat.log.entries.at(-1)?.fields).toMatchObject({ traceId });
    for (const wrong of ["", "00-xyz", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`]) {
      const reply = await traced(wrong);
      expect(reply).toMatchObject({ error: { traceId: expect.stringMatching(/^[0-9a-f]{32}$/) } });
      expect(reply).not.toMatchObject({ error: { traceId: "0".repeat(32) } });
    }
  });

  it("[H-CANCEL-HANGS] a method that does not mind its signal holds up nothing once it is cancelled", async () => {
    await using chat = await startChat({ limits: { maxQueuedInvocations: 2 } });
    const ann = await chat.connectAs("ann");
    for (const [id, name] of [[1, "one"] as const, [2, "two"] as const]) {
      const reply = ann.call("wait", { name }, { id });
      await chat.gates.running(name);
      ann.socket.emit("$cancel", { id });
      expect(await reply).toMatchObject({ error: { code: "CANCELLED" } });
      expect(chat.hub.stats().callsInFlight).toBe(0);
      if (id === 1) expect(await ann.call("echo", { text: "x" }, { id })).toEqual({ ok: true, value: "x" });
    }
    // But nobody may pile them up.
    expect(await ann.call("echo", { text: "x" })).toMatchObject({ error: { code: "RATE_LIMITED" } });
    chat.gates.open("one");
    await expect.poll(() => ann.call("echo", { text: "x" })).toEqual({ ok: true, value: "x" });
  });
});
