import { describe, expect, it } from "vitest";
import { HubError } from "@/lib/hub-protocol";
import { auditRefusals } from "./audit-refusals";
import { startChat } from "./chat-fixture";
import type { HubFilter } from "./filters";

/** Writes down when it is entered and left. */
const noting = (name: string, notes: string[]): HubFilter => ({
  async onInvoke({ method }, next) {
    notes.push(`${name}> ${method}`);
    try {
      return await next();
    } catch (error) {
      notes.push(`${name}! ${error instanceof HubError ? error.code : "?"}`);
      throw error;
    } finally {
      notes.push(`${name}<`);
    }
  },
});

describe("filters", () => {
  it("[H-FILTERS] stand around a call: the server's outside, then the hub's, in their order", async () => {
    const notes: string[] = [];
    await using chat = await startChat({
      server: { filters: [noting("a", notes), noting("b", notes)] },
      filters: [noting("c", notes), noting("d", notes)],
      methods: {
        echo: ({ input }) => {
          notes.push("method");
          return input.text;
        },
      },
    });
    const ann = await chat.connectAs("ann");
    await ann.call("echo", { text: "x" });
    expect(notes).toEqual(["a> echo", "b> echo", "c> echo", "d> echo", "method", "d<", "c<", "b<", "a<"]);
  });

  it.each([
    ["nope", {}, "METHOD_NOT_FOUND"],
    ["sum", { items: [] }, "FORBIDDEN"],
    ["echo", { text: 7 }, "INVALID_ARGUMENT"],
    ["failWith", { code: "CONFLICT" }, "CONFLICT"],
  ])("[H-FILTERS-REFUSALS] see that %s is refused", async (method, input, code) => {
    const notes: string[] = [];
    await using chat = await startChat({ filters: [noting("a", notes)] });
    const ann = await chat.connectAs("ann");
    await ann.call(method, input);
    expect(notes).toEqual([`a> ${method}`, `a! ${code}`, "a<"]);
  });

  it("[H-FILTERS-DECIDE] may answer or refuse in the method's place", async () => {
    const deciding: HubFilter = {
      async onInvoke({ method }, next) {
        if (method === "wait") throw new HubError("UNAVAILABLE", "Not today.");
        return method === "echo" ? "filtered" : next();
      },
    };
    await using chat = await startChat({ filters: [deciding] });
    const ann = await chat.connectAs("ann");
    expect(await ann.call("echo", { text: "x" })).toEqual({ ok: true, value: "filtered" });
    expect(await ann.call("wait", { name: "x" })).toMatchObject({ error: { code: "UNAVAILABLE" } });
    expect(chat.gates.started).toEqual([]);
  });

  it("[H-FILTERS-LIFE] stand around the beginning and the end of a connection", async () => {
    const notes: string[] = [];
    const life: HubFilter = {
      async onConnected({ principal }, next) {
        notes.push(`hello ${principal.id}`);
        await next();
        notes.push("in");
      },
      async onDisconnected({ principal }, reason, next) {
        notes.push(`bye ${principal.id} ${reason}`);
        await next();
        notes.push("out");
      },
    };
    let gone: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      gone = resolve;
    });
    await using chat = await startChat({
      filters: [life],
      onConnected: () => void notes.push("onConnected"),
      onDisconnected: () => {
        notes.push("onDisconnected");
        gone();
      },
    });
    const ann = await chat.connectAs("ann");
    await ann.call("echo", { text: "x" });
    ann.socket.disconnect();
    await ended;
    await Promise.resolve();
    expect(notes.slice(0, 5)).toEqual(["hello ann", "onConnected", "in", "bye ann CLIENT_LEFT", "onDisconnected"]);
  });

  it("[H-FILTERS-REFUSE-LIFE] one that throws at the beginning closes the connection", async () => {
    const closed: HubFilter = {
      onConnected: async () => {
        throw new HubError("UNAVAILABLE", "Not now.");
      },
    };
    await using chat = await startChat({ filters: [closed] });
    const ann = await chat.connectAs("ann");
    expect(await ann.next("notice")).toMatchObject({ code: "UNAVAILABLE", retry: true });
    await ann.ended;
  });

  it("[H-AUDIT] a refusal is told at once, its repeats together with their count", async () => {
    const told: [string, string, number][] = [];
    let wake: () => void = () => undefined;
    const twice = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const audit = auditRefusals({
      intervalMs: 300,
      record: ({ method, connection, count }) => {
        told.push([connection.principal.id, method, count]);
        if (told.length === 3) wake();
      },
    });
    await using chat = await startChat({ filters: [audit] });
    const [ann, ben] = await Promise.all([chat.connectAs("ann"), chat.connectAs("ben")]);
    for (let i = 0; i < 5; i += 1) await ann.call("sum", { items: [] });
    await ben.call("sum", { items: [] });
    await ben.call("echo", { text: 7 });
    expect(told).toEqual([
      ["ann", "sum", 1],
      ["ben", "sum", 1],
    ]);
    await twice;
    expect(told[2]).toEqual(["ann", "sum", 4]);
    await ann.call("sum", { items: [] });
    audit.flush();
    expect(told[3]).toEqual(["ann", "sum", 1]);
  });
});
