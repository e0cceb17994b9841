import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Told } from "./web-socket-client";
import { errorOf, events, placeOf, subscribe, world } from "./web-socket-world";

describe("the raw WebSocket: calls", () => {
  it("[WS-CALL] calls the hub's methods with their permissions", async () => {
    await using test = await world();
    const [order] = await test.placeOrders(1);
    using client = await test.open();
    const input = { id: order?.id, to: "packed", version: 1, key: randomUUID() };
    expect(await client.ask({ op: "call", method: "setOrderStatus", input })).toMatchObject({
      ok: true,
      value: { id: order?.id, status: "packed" },
    });
    const forbidden = await client.ask({ op: "call", method: "broadcast", input: {} });
    expect(errorOf(forbidden)).toBe("FORBIDDEN");
    expect(forbidden.error).toHaveProperty("traceId");
    client.send({ op: "ping", id: 5 });
    expect(await client.until(({ op }) => op === "pong")).toEqual({ op: "pong", id: 5 });
  });

  it.each([
    ["no JSON", "{", "INVALID_ARGUMENT"],
    ["a binary frame", Buffer.from("{}"), "INVALID_ARGUMENT"],
    ["no object", "[1]", "INVALID_ARGUMENT"],
    ["no operation", { id: 1 }, "INVALID_ARGUMENT"],
    ["an unknown operation", { op: "fly", id: 1 }, "INVALID_ARGUMENT"],
    ["an unknown field", { op: "ping", id: 1, more: 1 }, "INVALID_ARGUMENT"],
    ["a call without an id", { op: "call", method: "broadcast" }, "INVALID_ARGUMENT"],
    ["a place that is none", { op: "subscribe", id: 1, stream: "orders", since: { offset: -1 } }, "INVALID_ARGUMENT"],
    ["an unknown stream", { op: "subscribe", id: 1, stream: "secrets" }, "INVALID_ARGUMENT"],
    [
      "a place where there are none",
      { op: "subscribe", id: 1, stream: "presence", since: { epoch: "e", offset: 1 } },
      "INVALID_ARGUMENT",
    ],
    ["a set where there are none", { op: "subscribe", id: 1, stream: "orders", set: "overview" }, "INVALID_ARGUMENT"],
    ["a forbidden stream", { op: "subscribe", id: 1, stream: "connections" }, "FORBIDDEN"],
    ["a subscription by a call", { op: "call", id: 1, method: "subscribe", input: {} }, "INVALID_ARGUMENT"],
    ["a method that is none", { op: "call", id: 1, method: "toString", input: {} }, "METHOD_NOT_FOUND"],
    ["a word of Socket.IO", { op: "call", id: 1, method: "disconnect" }, "METHOD_NOT_FOUND"],
    ["a word of the framework", { op: "call", id: 1, method: "$item" }, "METHOD_NOT_FOUND"],
    [
      "what is nested too deeply",
      `{"op":"call","id":1,"method":"broadcast","input":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
      "INVALID_ARGUMENT",
    ],
    ["blanks beyond what a message may hold", `{"op":"ping","id":1${" ".repeat(65 * 1024)}}`, "MESSAGE_TOO_LARGE"],
    [
      "more than a message may hold",
      { op: "call", id: 1, method: "broadcast", input: "x".repeat(65 * 1024) },
      "MESSAGE_TOO_LARGE",
    ],
  ] as const)("[WS-WRONG] %s is answered, and the connection lives", async (_name, message, code) => {
    await using test = await world();
    using client = await test.open();
    client.send(message);
    const reply = await client.until(({ op }) => op === "reply");
    expect([errorOf(reply), reply.ok]).toEqual([code, false]);
    const hasId = typeof message === "object" && "id" in message;
    expect(reply.id).toBe(hasId || String(message).includes('"id":1') ? 1 : null);
    client.send({ op: "ping" });
    await client.until(({ op }) => op === "pong");
  });

  it("[WS-RATE] calls beyond the hub's rate are refused by the hub; the pages of a long replay are no calls of the client's", async () => {
    await using test = await world({ limits: { callsPerSecond: 0.001, callBurst: 3 } });
    using client = await test.open();
    const start = placeOf((await client.ask(subscribe())).value as Told);
    // About 120 kB are a page.
    await test.tellLargeOrders(10, 60_000);
    using late = await test.open();
    late.send(subscribe(start));
    await late.until(() => events(late).length >= 10);
    const call = () => late.ask({ op: "call", method: "broadcast", input: {} });
    expect([errorOf(await call()), errorOf(await call()), errorOf(await call())]).toEqual([
      "FORBIDDEN",
      "FORBIDDEN",
      "RATE_LIMITED",
    ]);
  });
});
