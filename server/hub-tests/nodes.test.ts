import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisServer } from "@/server/scripts/redis-server";
import { startNode, startNodes, until } from "./nodes";

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

describe("groups and users over all nodes", () => {
  it("[N-GROUP] a group, a user, one connection and everybody are reached wherever they are, each once, but those left out", async () => {
    await using all = await startNodes(redis, 3);
    const [ann, bob, cleo] = await Promise.all(
      ["ann", "bob", "cleo"].map((name, i) => all.nodes[i]?.chat.connectAs(name)),
    );
    if (!ann || !bob || !cleo) throw new Error("three nodes were asked for");
    await ann.call("join", { group: "red" });
    await bob.call("join", { group: "red" });
    const { clients } = all.nodes[0].chat.hub;
    clients.group("red").said({ text: "group" });
    clients.user("bob").said({ text: "user" });
    clients.userExcept("bob", [bob.id]).said({ text: "nobody" });
    clients.client(cleo.id).said({ text: "connection" });
    clients.groupExcept("red", [bob.id]).said({ text: "not bob" });
    clients.all.said({ text: "end" });
    const heard = async (client: typeof ann) => {
      await client.next("said", ({ text }: { text: string }) => text === "end");
      return client.received
        .filter(({ event }) => event === "said")
        .map(({ payload }) => (payload as { text: string }).text);
    };
    expect(await heard(ann)).toEqual(["group", "not bob", "end"]);
    expect(await heard(bob)).toEqual(["group", "user", "end"]);
    expect(await heard(cleo)).toEqual(["connection", "end"]);
  });

  it("[N-LATEST] what only counts in its newest state is so on the other nodes too", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const bob = await b.chat.connectAs("bob");
    const [padding, last] = ["x".repeat(64_000), 300];
    bob.pause();
    // More than any network on the way holds, and much more than a reader may lag behind with what must all arrive.
    for (let seq = 1; seq <= last; seq += 1) a.chat.hub.clients.all.level({ seq, padding });
    await until(() => b.chat.hub.stats().slowConnections === 1);
    bob.resume();
    await bob.next("level", ({ seq }: { seq: number }) => seq === last);
    expect(bob.received.length).toBeLessThan(last);
  });

  it("[N-HERE] what a node tells its own reaches nobody else", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const [ann, bob] = [await a.chat.connectAs("ann"), await b.chat.connectAs("bob")];
    a.chat.hub.here.all.said({ text: "here" });
    a.chat.hub.clients.all.said({ text: "everywhere" });
    expect(await ann.next("said")).toEqual({ text: "here" });
    expect(await bob.next("said")).toEqual({ text: "everywhere" });
  });

  it("[N-MEMBERS] members and counts are those of all nodes", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const [ann, bob] = [await a.chat.connectAs("ann"), await b.chat.connectAs("bob")];
    await ann.call("join", { group: "red" });
    await bob.call("join", { group: "red" });
    const members = await a.chat.hub.groups.members("red");
    expect([[...members].sort(), members.isPartial]).toEqual([[ann.id, bob.id].sort(), undefined]);
    expect(await b.chat.hub.groups.count("red")).toBe(2);
  });

  it("[N-PARTIAL] a node that does not answer is not waited for in vain: what is there is given and marked", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const ann = await a.chat.connectAs("ann");
    await ann.call("join", { group: "red" });
    redis.signal("SIGSTOP");
    const members = await a.chat.hub.groups.members("red");
    redis.signal("SIGCONT");
    expect([[...members], members.isPartial]).toEqual([[ann.id], true]);
    await until(async () => (await a.chat.hub.groups.members("red")).isPartial === undefined);
    await until(() => b.backplane.isUp);
  });
});

describe("closing and asking over all nodes", () => {
  it("[N-CLOSE] a connection and a user are closed wherever they are, with the code", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const [one, other, third] = [
      await b.chat.connectAs("bob"),
      await b.chat.connectAs("bob"),
      await a.chat.connectAs("bob"),
    ];
    expect(await a.chat.hub.closeConnection(one.id, "CLOSED_BY_ADMIN")).toBe(true);
    await one.ended;
    expect(await one.next("notice")).toMatchObject({ code: "CLOSED_BY_ADMIN" });
    expect(await a.chat.hub.closeConnection("nobody", "CLOSED_BY_ADMIN")).toBe(false);
    expect(await a.chat.hub.closeUser("bob", "REVOKED")).toBe(2);
    await Promise.all([other.ended, third.ended]);
    expect(await other.next("notice")).toMatchObject({ code: "REVOKED" });
  });

  it("[N-ASK] a client is asked through its node, and its answer, its silence and its absence are told apart", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const [ann, bob] = [await a.chat.connectAs("ann"), await b.chat.connectAs("bob")];
    bob.socket.once("describe", (_input: unknown, answer: (reply: unknown) => void) =>
      answer({ ok: true, value: { text: "it is bob" } }),
    );
    expect(await ann.call("ask", { connectionId: bob.id, timeoutMs: 5_000 })).toEqual({ ok: true, value: "it is bob" });
    expect(await ann.call("ask", { connectionId: bob.id, timeoutMs: 50 })).toMatchObject({
      error: { code: "TIMEOUT" },
    });
    expect(await ann.call("ask", { connectionId: "nobody", timeoutMs: 50 })).toMatchObject({
      error: { code: "NOT_FOUND" },
    });
  });
});

describe("presence over all nodes", () => {
  const namesOn = (node: { chat: { hub: { presence: { users(): { id: string; connections: number }[] } } } }) =>
    node.chat.hub.presence
      .users()
      .map(({ id, connections }) => `${id}×${connections}`)
      .sort();

  it("[N-PRESENCE] counts connections of all nodes, tells changes everywhere, and shows a newcomer who was there before", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const told: string[] = [];
    b.chat.hub.presence.onChange(({ joined, left }) =>
      told.push(...[...joined, ...left].map(({ id, connections }) => `${id}×${connections}`)),
    );
    const ann = await a.chat.connectAs("ann");
    await b.chat.connectAs("ann");
    await b.chat.connectAs("bob");
    await until(() => namesOn(a).join() === "ann×2,bob×1" && namesOn(b).join() === "ann×2,bob×1");
    await until(() => told.includes("ann×2"));
    await using c = await startNode(redis, all.prefix);
    await until(() => namesOn(c).join() === "ann×2,bob×1");
    ann.socket.disconnect();
    await until(() => [a, b, c].every((node) => namesOn(node).join() === "ann×1,bob×1"));
    await until(() => told.at(-1) === "ann×1");
  });

  it("[N-GROUP-MEMBERS] those who have a resource open know of each other, on whichever node they are", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const [ann, bob] = [await a.chat.connectAs("ann"), await b.chat.connectAs("bob")];
    await ann.call("joinGroup", { group: "paper:1" });
    await until(async () => {
      const { value } = (await bob.call("joinGroup", { group: "paper:1" })) as { value: { members: { id: string }[] } };
      return (
        value.members
          .map(({ id }) => id)
          .sort()
          .join() === "ann,bob"
      );
    });
    await ann.next("groupMembers", ({ joined }: { joined: { id: string }[] }) => joined.some(({ id }) => id === "bob"));
    ann.socket.disconnect();
    await bob.next("groupMembers", ({ left }: { left: { id: string }[] }) => left.some(({ id }) => id === "ann"));
  });

  it("[N-DEAD] a node that dies takes its people with it", async () => {
    await using all = await startNodes(redis, 2);
    const [a] = all.nodes;
    const dead = await startNode(redis, all.prefix);
    await dead.chat.connectAs("dora");
    await a.chat.connectAs("ann");
    await until(() => all.nodes.every((node) => namesOn(node).join() === "ann×1,dora×1"));
    // As kill -9 would: not a word.
    dead.way.cut();
    await until(() => all.nodes.every((node) => namesOn(node).join() === "ann×1"));
    await dead[Symbol.asyncDispose]();
  });

  it("[N-AWAY] while Redis is away nobody is taken for gone, own clients go on, and everything is right after its return", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const [ann, bob] = [await a.chat.connectAs("ann"), await b.chat.connectAs("bob")];
    await until(() => all.nodes.every((node) => namesOn(node).join() === "ann×1,bob×1"));
    await redis.crash();
    await until(() => !a.backplane.isUp && !b.backplane.isUp);
    await ann.call("join", { group: "red" });
    a.chat.hub.clients.group("red").said({ text: "still here" });
    expect(await ann.next("said")).toEqual({ text: "still here" });
    await b.chat.connectAs("cleo");
    bob.socket.disconnect();
    await until(() => namesOn(b).join() === "ann×1,cleo×1");
    // Longer than a silent node is kept.
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(namesOn(a)).toEqual(["ann×1", "bob×1"]);
    await redis.boot();
    await until(() => all.nodes.every((node) => namesOn(node).join() === "ann×1,cleo×1"));
  });

  it("[N-HUNG] a Redis that takes everything and answers nothing is noticed, and everything is right once it answers", async () => {
    await using all = await startNodes(redis, 2);
    const [a, b] = all.nodes;
    const bob = await b.chat.connectAs("bob");
    redis.signal("SIGSTOP");
    await until(() => !a.backplane.isUp);
    await until(() => a.log.entries.some(({ message }) => message === "Redis does not answer; connecting anew"));
    redis.signal("SIGCONT");
    await until(() => a.backplane.isUp && b.backplane.isUp);
    a.chat.hub.clients.all.said({ text: "again" });
    expect(await bob.next("said")).toEqual({ text: "again" });
  }, 30_000);
});
