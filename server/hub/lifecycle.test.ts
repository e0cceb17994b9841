import { describe, expect, it } from "vitest";
import { HubError } from "@/lib/hub-protocol";
import { startChat } from "./chat-fixture";
import type { DisconnectReason } from "./index";

describe("the life of a connection", () => {
  it("[H-CONNECTED] runs onConnected before the first call, and onDisconnected with a reason of the closed set", async () => {
    const story: string[] = [];
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    await using chat = await startChat({
      onConnected: async (connection) => {
        connection.items.set("colour", "red");
        await gate;
        story.push("connected");
      },
      onDisconnected: (connection, reason) =>
        story.push(`${reason} ${connection.items.get("colour")} ${connection.signal.aborted}`),
      methods: {
        echo(call) {
          story.push("call");
          return String(call.items.get("colour"));
        },
      },
    });
    const ann = await chat.connectAs("ann");
    const reply = ann.call("echo", { text: "" });
    await expect.poll(() => chat.hub.stats().calls).toBe(1);
    expect(story).toEqual([]);
    go();
    expect(await reply).toEqual({ ok: true, value: "red" });
    ann.socket.disconnect();
    await expect.poll(() => story).toEqual(["connected", "call", "CLIENT_LEFT red true"]);
  });

  it("[H-CONNECTED-THROWS] closes, and does not call onDisconnected", async () => {
    const reasons: DisconnectReason[] = [];
    await using chat = await startChat({
      onConnected: async ({ principal }) => {
        if (principal.id === "ann") throw new Error("no");
      },
      onDisconnected: ({ principal }, reason) => reasons.push(`${principal.id} ${reason}` as DisconnectReason),
    });
    const ann = await chat.connectAs("ann");
    expect(await ann.next("notice")).toMatchObject({ code: "UNAVAILABLE", retry: true });
    await ann.ended;
    const bob = await chat.connectAs("bob");
    bob.socket.disconnect();
    await expect.poll(() => reasons).toEqual(["bob CLIENT_LEFT"]);
  });

  it("[H-CONNECTED-CLOSE] a connection that its own onConnected closes is gone, and its end is told", async () => {
    const reasons: DisconnectReason[] = [];
    const late: { close?: (connectionId: string) => unknown } = {};
    await using chat = await startChat({
      onConnected: ({ id }) => void late.close?.(id),
      onDisconnected: (_connection, reason) => reasons.push(reason),
    });
    late.close = (connectionId) => chat.hub.closeConnection(connectionId, "REVOKED");
    const ann = await chat.connectAs("ann");
    expect(await ann.next("notice")).toMatchObject({ code: "REVOKED", retry: false });
    await ann.ended;
    await expect.poll(() => chat.hub.connections().length).toBe(0);
    expect([reasons, chat.hub.presence.users()]).toEqual([["REVOKED"], []]);
  });

  it("[H-REASON] tells a lost network from a client that left", async () => {
    const reasons: DisconnectReason[] = [];
    await using chat = await startChat({ onDisconnected: (_connection, reason) => reasons.push(reason) });
    const ann = await chat.connectAs("ann");
    ann.socket.io.engine.close();
    await expect.poll(() => reasons).toEqual(["TRANSPORT_CLOSED"]);
  });

  it("[H-TIMEOUT] ends a connection whose client falls silent", async () => {
    const reasons: DisconnectReason[] = [];
    await using chat = await startChat({
      server: { keepAliveIntervalMs: 40, clientTimeoutMs: 80 },
      onDisconnected: (_connection, reason) => reasons.push(reason),
    });
    const ann = await chat.connectAs("ann");
    ann.pause();
    await expect.poll(() => reasons).toEqual(["TIMEOUT"]);
  });
});

describe("closing", () => {
  it.each(["websocket", "polling"] as const)(
    "[H-NOTICE] over %s a notice with code and retry comes before the close",
    async (transport) => {
      const reasons: DisconnectReason[] = [];
      await using chat = await startChat({ onDisconnected: (_connection, reason) => reasons.push(reason) });
      const ann = await chat.connectAs("ann", {}, { transports: [transport] });
      const story: string[] = [];
      ann.socket.on("notice", ({ code }) => story.push(code));
      ann.socket.on("disconnect", () => story.push("disconnect"));
      expect(await chat.hub.closeConnection(ann.id, "CLOSED_BY_ADMIN")).toBe(true);
      await ann.ended;
      expect(story).toEqual(["CLOSED_BY_ADMIN", "disconnect"]);
      expect(await ann.next("notice")).toEqual({
        code: "CLOSED_BY_ADMIN",
        message: "An administrator closed this connection.",
        retry: false,
      });
      expect(reasons).toEqual(["CLOSED_BY_ADMIN"]);
      expect(await chat.hub.closeConnection(ann.id, "CLOSED_BY_ADMIN")).toBe(false);
    },
  );

  it("[H-CLOSE-CUT] a client that does not take its last words is cut off after the grace", async () => {
    await using chat = await startChat({ limits: { closeGraceMs: 50 } });
    const url = `${chat.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1));
    await fetch(`${url}&sid=${sid}`, { method: "POST", body: '40/hubs/chat,{"token":"ann"}' });
    await expect.poll(() => chat.hub.stats().connections).toBe(1);
    // Nobody polls any more.
    expect(await chat.hub.closeUser("ann", "REVOKED")).toBe(1);
    expect(chat.server.io.engine.clientsCount).toBe(0);
  });

  it("[H-CLOSE-SILENCE] nothing reaches a connection after its close was decided", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const closing = chat.hub.closeUser("ann", "REVOKED");
    chat.hub.clients.all.said({ text: "too late" });
    chat.hub.clients.user("ann").said({ text: "too late" });
    expect(await closing).toBe(1);
    await ann.ended;
    expect(ann.received.map(({ event }) => event)).toEqual(["notice"]);
  });

  it("[H-CLOSE-WHO] closes one user, or whoever fits, and nobody else", async () => {
    await using chat = await startChat();
    const [a1, a2, b, c] = await Promise.all(["ann", "ann", "bob", "cat"].map((user) => chat.connectAs(user)));
    expect(await chat.hub.closeUser("ann", "SIGNED_OUT")).toBe(2);
    expect(await chat.hub.closeWhere(({ principal }) => principal.name === "BOB", "REVOKED")).toBe(1);
    await Promise.all([a1?.ended, a2?.ended, b?.ended]);
    expect(await c?.call("echo", { text: "still" })).toMatchObject({ ok: true });
    expect(chat.hub.connections().map(({ principal }) => principal.id)).toEqual(["cat"]);
  });

  it("[H-ABORT] a method can close its caller with a code", async () => {
    await using chat = await startChat({
      methods: {
        echo(call) {
          call.abort("REVOKED");
          return "";
        },
      },
    });
    const ann = await chat.connectAs("ann");
    ann.socket.emit("echo", { text: "" });
    expect(await ann.next("notice")).toMatchObject({ code: "REVOKED", retry: false });
    await ann.ended;
  });
});

describe("a session with an end", () => {
  it("[H-EXPIRY] is warned in time, then closed with EXPIRED", async () => {
    await using chat = await startChat({ limits: { expiryWarningMs: 100 } });
    const ann = await chat.connectAs("ann", { expiresAt: Date.now() + 250 });
    const bob = await chat.connectAs("bob");
    await ann.ended;
    const codes = ann.received.map(({ payload }) => (payload as { code: string }).code);
    expect(codes).toEqual(["TOKEN_EXPIRING", "EXPIRED"]);
    expect(bob.received).toEqual([]);
  });

  it("[H-EXTEND] lives on when extended in time, and is warned again", async () => {
    await using chat = await startChat();
    const firstEnd = Date.now() + 1_500;
    const ann = await chat.connectAs("ann", { expiresAt: firstEnd });
    await ann.next("notice");
    expect(chat.hub.extend(ann.id, firstEnd + 500)).toBe("extended");
    await ann.ended;
    expect(Date.now()).toBeGreaterThanOrEqual(firstEnd + 499);
    expect(ann.received.map(({ payload }) => (payload as { code: string }).code)).toEqual([
      "TOKEN_EXPIRING",
      "TOKEN_EXPIRING",
      "EXPIRED",
    ]);
    expect(chat.hub.extend(ann.id, firstEnd + 900)).toBe("gone");
  });

  it("[H-EXTEND-LONG] an end beyond what a timer can hold does not end at once", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann", { expiresAt: Date.now() + 90 * 86_400_000 });
    expect(await ann.call("echo", { text: "alive" })).toMatchObject({ ok: true });
    expect(ann.received).toEqual([]);
  });

  it("[H-EXTEND-RIGHTS] other rights start the connection anew; somebody else's token is refused", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann", { permissions: ["a", "b"] });
    const later = Date.now() + 60_000_000;
    const principal = { id: "ann", name: "Ann B.", role: "member", permissions: new Set(["b", "a"]) };
    expect(() => chat.hub.extend(ann.id, later, { ...principal, id: "bob" })).toThrow(HubError);
    expect(chat.hub.extend(ann.id, later, principal)).toBe("extended");
    expect(chat.hub.connections()[0]?.principal.name).toBe("Ann B.");
    expect(chat.hub.extend(ann.id, later, { ...principal, permissions: new Set(["a"]) })).toBe("reauthorizing");
    await ann.ended;
    expect(ann.received.at(-1)?.payload).toMatchObject({ code: "REAUTHORIZE", retry: true });
  });
});

describe("draining", () => {
  it("[H-DRAIN] tells the clients, answers calls in flight and queued, refuses new ones, lets nobody in, then closes", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const bob = await chat.connectAs("bob");
    const running = ann.call("wait", { name: "running" });
    const queued = ann.call("echo", { text: "queued" });
    await chat.gates.running("running");
    await expect.poll(() => chat.hub.stats().callsInFlight).toBe(2);
    const drained = chat.hub.drain();
    expect(await bob.next("notice")).toMatchObject({ code: "RESTARTING", retry: true });
    expect(await bob.call("echo", { text: "new" })).toMatchObject({ error: { code: "UNAVAILABLE" } });
    expect(await chat.refusal({ token: "cat" })).toMatchObject({ code: "RESTARTING", retry: true });
    chat.gates.open("running");
    expect(await Promise.all([running, queued])).toMatchObject([{ ok: true }, { ok: true }]);
    await Promise.all([ann.ended, bob.ended, drained]);
    expect(chat.hub.stats().connections).toBe(0);
  });

  it("[H-DRAIN-BOUND] does not wait for ever for a call that hangs", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    ann.socket.emit("wait", { name: "hangs" });
    await chat.gates.running("hangs");
    await chat.hub.drain({ timeoutMs: 50 });
    await ann.ended;
  });
});
