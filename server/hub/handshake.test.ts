import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { chat as contract, startChat } from "./chat-fixture";

describe("the handshake", () => {
  it("[H-REFUSE] refuses with a code, and says whether to come back", async () => {
    await using chat = await startChat();
    expect(await chat.refusal()).toEqual({ code: "UNAUTHENTICATED", message: "Sign in first.", retry: false });
    expect(chat.hub.stats()).toMatchObject({ connections: 0, refused: { UNAUTHENTICATED: 1 } });
  });

  it("[H-REFUSE-FAULT] a fault of this side is UNAVAILABLE, to be retried, without detail", async () => {
    await using chat = await startChat();
    const refusal = await chat.refusal({ token: "broken" });
    expect(refusal).toMatchObject({ code: "UNAVAILABLE", retry: true });
    expect(JSON.stringify(refusal)).not.toContain("10.0.0.7");
    expect(chat.log.entries).toContainEqual(expect.objectContaining({ level: "error" }));
  });

  it("[H-ROOT] the namespace / lets nobody in", async () => {
    await using chat = await startChat();
    const { io } = await import("socket.io-client");
    const socket = io(chat.url, {
      transports: ["websocket"],
      auth: { token: "ann" },
      reconnection: false,
      forceNew: true,
    });
    const error = await new Promise<Error & { data?: unknown }>((resolve) => socket.once("connect_error", resolve));
    expect(error.data).toMatchObject({ code: "FORBIDDEN", retry: false });
    socket.disconnect();
  });

  it("[H-EXPIRED] a token that has ended is not let in", async () => {
    await using chat = await startChat();
    expect(await chat.refusal({ token: "ann", expiresAt: Date.now() - 1 })).toMatchObject({
      code: "EXPIRED",
      retry: false,
    });
  });

  it("[H-CONNECTIONS-USER] holds so many connections of one user, gives places back, and leaves others alone", async () => {
    await using chat = await startChat({ limits: { connectionsPerUser: 2 } });
    const first = await chat.connectAs("ann");
    await chat.connectAs("ann");
    expect(await chat.refusal({ token: "ann" })).toMatchObject({ code: "TOO_MANY_CONNECTIONS", retry: false });
    await chat.connectAs("bob");
    first.socket.disconnect();
    await expect.poll(() => chat.hub.stats().connections).toBe(2);
    await chat.connectAs("ann");
    expect(await chat.refusal({ token: "ann" })).toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
  });

  it("[H-CONNECTIONS-ADDRESS] holds so many connections of one address, before anybody is authenticated", async () => {
    let asked = 0;
    await using chat = await startChat({
      limits: { connectionsPerAddress: 2 },
      authenticate: async ({ remoteAddress }) => {
        asked += 1;
        return { principal: { id: `user${asked}`, name: remoteAddress, role: "member", permissions: [] } };
      },
      server: { remoteAddressOf: (incoming) => String(incoming.headers["x-address"]) },
    });
    const from = (address: string) => ({ headers: { "x-address": address } });
    await chat.connect({}, from("1.1.1.1"));
    await chat.connect({}, from("1.1.1.1"));
    expect(await chat.refusal({}, from("1.1.1.1"))).toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
    expect(asked).toBe(2);
    await chat.connect({}, from("2.2.2.2"));
  });

  it("[H-CONNECTIONS-GONE] a client that leaves while it is authenticated keeps no place", async () => {
    let letIn: () => void = () => undefined;
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using chat = await startChat({
      limits: { connectionsPerUser: 1 },
      authenticate: async ({ auth }) => {
        const principal = { id: "ann", name: "Ann", role: "member", permissions: [] };
        if (auth.slow !== true) return { principal };
        asked();
        await new Promise<void>((resolve) => {
          letIn = resolve;
        });
        return { principal };
      },
    });
    const { io } = await import("socket.io-client");
    const socket = io(`${chat.url}${contract.path}`, {
      transports: ["websocket"],
      auth: { slow: true },
      reconnection: false,
      forceNew: true,
    });
    await isAsked;
    socket.io.engine.close();
    await expect.poll(() => chat.server.io.engine.clientsCount).toBe(0);
    letIn();
    await chat.connect();
    expect(chat.hub.stats().connections).toBe(1);
  });

  it("[H-ONE-HANDSHAKE] two handshakes at once on one engine connection end it", async () => {
    await using chat = await startChat();
    const { io } = await import("socket.io-client");
    const manager = io(chat.url, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
    }).io;
    manager.open();
    await new Promise<void>((resolve) => manager.once("open", () => resolve()));
    const closed = new Promise<void>((resolve) => manager.once("close", () => resolve()));
    for (let count = 0; count < 3; count += 1) manager.engine.write(`0${contract.path},{"token":"ann"}`);
    await closed;
    await expect.poll(() => chat.hub.stats().connections).toBe(0);
  });

  it("[H-AGAIN] whoever left may come again on the same engine connection, and takes its place once", async () => {
    await using chat = await startChat({ limits: { connectionsPerUser: 1 } });
    const { io } = await import("socket.io-client");
    const manager = io(chat.url, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
    }).io;
    manager.open();
    await new Promise<void>((resolve) => manager.once("open", () => resolve()));
    const packets: string[] = [];
    manager.engine.on("data", (data) => packets.push(String(data)));
    for (const round of [1, 2, 3]) {
      manager.engine.write(`0${contract.path},{"token":"ann"}`);
      await expect
        .poll(() => packets.filter((packet) => packet.startsWith(`0${contract.path},{"sid"`)).length)
        .toBe(round);
      manager.engine.write(`1${contract.path},`);
      await expect.poll(() => chat.hub.stats().connections).toBe(0);
    }
    manager.engine.close();
  });

  it("[H-RETURNING] whoever comes and goes without end on one engine connection is sent away", async () => {
    await using chat = await startChat();
    const { io } = await import("socket.io-client");
    const options = { transports: ["websocket"], reconnection: false, forceNew: true, autoConnect: false };
    const manager = io(chat.url, options).io;
    manager.open();
    await new Promise<void>((resolve) => manager.once("open", () => resolve()));
    const sent: string[] = [];
    let isOpen = true;
    manager.engine.on("data", (data) => sent.push(String(data)));
    manager.engine.on("close", () => {
      isOpen = false;
    });
    const admitted = () => sent.filter((packet) => packet.startsWith(`0${contract.path},{"sid"`)).length;
    for (let round = 1; isOpen && round < 100; round += 1) {
      manager.engine.write(`0${contract.path},{"token":"ann"}`);
      await expect.poll(() => !isOpen || admitted() === round).toBe(true);
      manager.engine.write(`1${contract.path},`);
      await expect.poll(() => !isOpen || chat.hub.stats().connections === 0).toBe(true);
    }
    expect(admitted()).toBe(20);
    await expect.poll(() => isOpen).toBe(false);
  });

  it("[H-KNOCKING] whoever is refused again and again on one engine connection is sent away", async () => {
    await using chat = await startChat();
    const { io } = await import("socket.io-client");
    const manager = io(chat.url, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
    }).io;
    manager.open();
    await new Promise<void>((resolve) => manager.once("open", () => resolve()));
    let isOpen = true;
    manager.engine.on("close", () => {
      isOpen = false;
    });
    let refused = 0;
    manager.engine.on("data", (data) => {
      if (String(data).startsWith(`4${contract.path},`)) refused += 1;
    });
    for (let knocks = 1; isOpen; knocks += 1) {
      manager.engine.write(`0${contract.path},{}`);
      await expect.poll(() => !isOpen || refused === knocks).toBe(true);
    }
    expect(refused).toBe(5);
  });

  it("[H-CONTEXT] tells headers, query, address and transport", async () => {
    const seen: unknown[] = [];
    await using chat = await startChat({
      authenticate: async ({ headers, query, remoteAddress, transport }) => {
        seen.push({ agent: headers["x-agent"], engine: query.EIO, remoteAddress, transport });
        return { principal: { id: "ann", name: "Ann", role: "member", permissions: [] } };
      },
    });
    await chat.connect({}, { headers: { "x-agent": "test" }, transports: ["polling"] });
    expect(seen).toEqual([{ agent: "test", engine: "4", remoteAddress: "127.0.0.1", transport: "polling" }]);
  });
});

describe("the origin", () => {
  const checkOrigin = ({ headers }: { headers: { origin?: string } }) =>
    headers.origin === undefined || headers.origin === "http://good" || "foreign";

  it("[H-ORIGIN] refuses a foreign origin over WebSocket and polling, and lets the right one in", async () => {
    await using chat = await startChat({ server: { checkOrigin } });
    for (const transport of ["websocket", "polling"] as const) {
      const options = (origin: string) => ({ transports: [transport], headers: { origin } });
      await expect(chat.refusal({ token: "ann" }, options("http://evil"))).rejects.toThrow(/error/);
      await chat.connectAs("ann", {}, options("http://good"));
    }
  });

  it("[H-ORIGIN-SID] asks again for each request of a session that exists: polls, posts and the upgrade", async () => {
    await using chat = await startChat({ server: { checkOrigin } });
    const opened = await send(chat.port, "GET", "/socket.io/?EIO=4&transport=polling", "http://good");
    const { sid } = JSON.parse(opened.body.slice(1));
    const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    expect((await send(chat.port, "POST", path, "http://evil", `40${contract.path},{}`)).status).toBe(403);
    expect((await send(chat.port, "GET", path, "http://evil")).status).toBe(403);
    const upgrade = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "c29tZSByYW5kb20gYnl0ZQ==",
    };
    const path2 = `/socket.io/?EIO=4&transport=websocket&sid=${sid}`;
    expect((await send(chat.port, "GET", path2, "http://evil", undefined, upgrade)).status).toBe(403);
    expect((await send(chat.port, "POST", path, "http://good", `40${contract.path},{}`)).status).toBe(200);
  });

  it("[H-UPGRADE-FOREIGN] leaves upgrades of other paths alone", async () => {
    await using chat = await startChat();
    const httpServer = chat.server.io.httpServer;
    httpServer.on("upgrade", (incoming, socket) => {
      if (incoming.url === "/other")
        setTimeout(() => socket.end("HTTP/1.1 418 Teapot\r\nConnection: close\r\n\r\n"), 1_200);
    });
    const upgrade = { connection: "Upgrade", upgrade: "other" };
    expect((await send(chat.port, "GET", "/other", "http://good", undefined, upgrade)).status).toBe(418);
  });
});

function send(
  port: number,
  method: string,
  path: string,
  origin: string,
  body?: string,
  headers: Record<string, string> = {},
) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const outgoing = request(
      { port, host: "127.0.0.1", method, path, agent: false, headers: { origin, ...headers } },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    outgoing.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, body: "" });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
