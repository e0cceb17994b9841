import stockMessagePack from "socket.io-msgpack-parser";
import { describe, expect, it } from "vitest";
import type { ChatHub } from "./chat-fixture";
import { startChat } from "./chat-fixture";
import type { TestClient } from "./testing";

/** What each client has heard so far; a call and its reply make sure that everything sent before has arrived. */
async function heard(...clients: TestClient[]): Promise<string[][]> {
  await Promise.all(clients.map((client) => client.call("echo", { text: "" })));
  return clients.map((client) =>
    client.received.filter(({ event }) => event === "said").map(({ payload }) => (payload as { text: string }).text),
  );
}

async function three(chat: ChatHub) {
  const [a1, a2, b] = await Promise.all([chat.connectAs("ann"), chat.connectAs("ann"), chat.connectAs("bob")]);
  return [a1, a2, b] as const;
}

describe("clients", () => {
  it("[H-CLIENTS] reach whom they name, and nobody else", async () => {
    await using chat = await startChat();
    const [a1, a2, b] = await three(chat);
    const { clients, groups } = chat.hub;
    groups.add(a1.id, "red");
    groups.add(b.id, "red");
    groups.add(b.id, "blue");
    clients.all.said({ text: "all" });
    clients.allExcept([a1.id]).said({ text: "allExcept" });
    clients.client(a2.id).said({ text: "client" });
    clients.clients([a2.id, b.id]).said({ text: "clients" });
    clients.user("ann").said({ text: "user" });
    clients.users(["ann", "bob"]).said({ text: "users" });
    clients.group("red").said({ text: "group" });
    clients.groups(["red", "blue"]).said({ text: "groups" });
    clients.groupExcept("red", [b.id]).said({ text: "groupExcept" });
    expect(await heard(a1, a2, b)).toEqual([
      ["all", "user", "users", "group", "groups", "groupExcept"],
      ["all", "allExcept", "client", "clients", "user", "users"],
      ["all", "allExcept", "clients", "users", "group", "groups"],
    ]);
  });

  it("[H-CLIENTS-NOBODY] an empty list is nobody, and a group's name is no connection", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    chat.hub.groups.add(ann.id, "red");
    chat.hub.clients.clients([]).said({ text: "no" });
    chat.hub.clients.users([]).said({ text: "no" });
    chat.hub.clients.groups([]).said({ text: "no" });
    chat.hub.clients.client("group:red").said({ text: "no" });
    chat.hub.clients.client("user:ann").said({ text: "no" });
    chat.hub.clients.group("absent").said({ text: "no" });
    expect(await heard(ann)).toEqual([[]]);
  });

  it("[H-CLIENTS-CALL] know the caller inside a call", async () => {
    await using chat = await startChat({
      methods: {
        echo({ input, clients }) {
          if (input.text !== "go") return "";
          clients.caller.said({ text: "caller" });
          clients.others.said({ text: "others" });
          clients.othersInGroup("red").said({ text: "othersInGroup" });
          return "";
        },
      },
    });
    const [a1, a2, b] = await three(chat);
    chat.hub.groups.add(a1.id, "red");
    chat.hub.groups.add(b.id, "red");
    await a1.call("echo", { text: "go" });
    expect(await heard(a1, a2, b)).toEqual([["caller"], ["others"], ["others", "othersInGroup"]]);
  });

  it("[H-ENCODE-ONCE] encodes an event once per encoding, however many receive it", async () => {
    await using chat = await startChat();
    let encoded = 0;
    const payload = {
      get text() {
        encoded += 1;
        return "x";
      },
    };
    const countFor = async (clients: TestClient[]) => {
      encoded = 0;
      chat.hub.clients.all.said(payload);
      expect((await heard(...clients)).map((texts) => texts.at(-1))).toEqual(clients.map(() => "x"));
      return encoded;
    };
    const messagePack = { parser: stockMessagePack, query: { encoding: "msgpack" } };
    const first = await chat.connectAs("ann");
    const forOne = await countFor([first]);
    const more = await Promise.all(Array.from({ length: 9 }, () => chat.connectAs("ann")));
    expect(await countFor([first, ...more])).toBe(forOne);
    const second = await chat.connectAs("ann", {}, messagePack);
    const forBoth = await countFor([first, ...more, second]);
    expect(forBoth).toBeGreaterThan(forOne);
    const others = await Promise.all(Array.from({ length: 5 }, () => chat.connectAs("ann", {}, messagePack)));
    expect(await countFor([first, ...more, second, ...others])).toBe(forBoth);
  });
});

describe("groups", () => {
  it("[H-GROUPS] can be counted and listed, and are left by themselves", async () => {
    await using chat = await startChat();
    const [a1, , b] = await three(chat);
    await a1.call("join", { group: "red" });
    await a1.call("join", { group: "red" });
    await b.call("join", { group: "red" });
    expect((await chat.hub.groups.members("red")).sort()).toEqual([a1.id, b.id].sort());
    expect(await chat.hub.groups.of(b.id)).toEqual(["red"]);
    await a1.call("leave", { group: "red" });
    expect(await chat.hub.groups.count("red")).toBe(1);
    b.socket.disconnect();
    await expect.poll(() => chat.hub.groups.count("red")).toBe(0);
    expect(await chat.hub.groups.of(b.id)).toEqual([]);
  });

  it("[H-GROUPS-LIMIT] are bounded per connection", async () => {
    await using chat = await startChat({ limits: { groupsPerConnection: 2 } });
    const ann = await chat.connectAs("ann");
    expect(await ann.call("join", { group: "1" })).toMatchObject({ ok: true });
    expect(await ann.call("join", { group: "2" })).toMatchObject({ ok: true });
    expect(await ann.call("join", { group: "3" })).toMatchObject({ error: { code: "RATE_LIMITED" } });
    expect(await ann.call("join", { group: "2" })).toMatchObject({ ok: true });
    await ann.call("leave", { group: "1" });
    expect(await ann.call("join", { group: "3" })).toMatchObject({ ok: true });
    expect(() => chat.hub.groups.add("nobody", "1")).toThrow(/No such connection/);
  });
});

describe("presence", () => {
  it("[H-PRESENCE] tells users with their count of connections, as net diffs", async () => {
    await using chat = await startChat({ limits: { presenceIntervalMs: 30 } });
    const changes: unknown[] = [];
    chat.hub.presence.onChange((change) => changes.push(change));
    const ann = { id: "ann", name: "ANN", role: "member" };
    const first = await chat.connectAs("ann");
    const second = await chat.connectAs("ann");
    expect(chat.hub.presence.users()).toEqual([{ ...ann, connections: 2 }]);
    await expect.poll(() => changes.at(-1)).toEqual({ joined: [{ ...ann, connections: 2 }], left: [] });
    first.socket.disconnect();
    await expect.poll(() => changes.at(-1)).toEqual({ joined: [{ ...ann, connections: 1 }], left: [] });
    second.socket.disconnect();
    await expect.poll(() => changes.at(-1)).toEqual({ joined: [], left: [{ ...ann, connections: 0 }] });
    expect(chat.hub.presence.users()).toEqual([]);
  });

  it("[H-PRESENCE-HIDDEN] whom the application does not show is connected and never told of", async () => {
    await using chat = await startChat({
      limits: { presenceIntervalMs: 30 },
      isShown: ({ id }) => !id.startsWith("robot"),
    });
    const told: unknown[] = [];
    chat.hub.presence.onChange((change) => told.push(change));
    const robot = await chat.connectAs("robot-1");
    await chat.connectAs("ann");
    await expect.poll(() => told).toMatchObject([{ joined: [{ id: "ann" }], left: [] }]);
    expect(chat.hub.presence.users()).toMatchObject([{ id: "ann" }]);
    expect(chat.hub.connections().map(({ principal }) => principal.id)).toEqual(["robot-1", "ann"]);
    robot.socket.disconnect();
    await expect.poll(() => chat.hub.stats().connections).toBe(1);
    await chat.connectAs("ben");
    await expect.poll(() => told.length).toBe(2);
    expect(told[1]).toMatchObject({ joined: [{ id: "ben" }], left: [] });
  });

  it("[H-PRESENCE-QUIET] says nothing of who came back within the interval", async () => {
    await using chat = await startChat({ limits: { presenceIntervalMs: 150 } });
    const first = await chat.connectAs("ann");
    const told: { joined: { id: string }[]; left: unknown[] }[] = [];
    chat.hub.presence.onChange((change) => told.push(change));
    await expect.poll(() => told.length).toBe(1);
    first.socket.disconnect();
    await expect.poll(() => chat.hub.stats().connections).toBe(0);
    await chat.connectAs("ann");
    await chat.connectAs("bob");
    await expect.poll(() => told.length).toBe(2);
    expect(told[1]).toMatchObject({ joined: [{ id: "bob" }], left: [] });
  });

  it("[H-PRESENCE-SHOWN] whoever a snapshot has shown is told as gone, also within the interval", async () => {
    await using chat = await startChat({ limits: { presenceIntervalMs: 200 } });
    const told: { joined: unknown[]; left: { id: string }[] }[] = [];
    chat.hub.presence.onChange((change) => told.push(change));
    const ann = await chat.connectAs("ann");
    expect(chat.hub.presence.users()).toMatchObject([{ id: "ann" }]);
    ann.socket.disconnect();
    await expect.poll(() => told).toMatchObject([{ joined: [], left: [{ id: "ann", connections: 0 }] }]);
  });
});
