import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";

const group = "paper:7";
const member = (id: string, connections = 1) => ({ id, name: id.toUpperCase(), role: "member", connections });
type Change = { group: string; joined: { id: string; connections: number }[]; left: { id: string }[] };

describe("a group that stands for a resource", () => {
  it("[H-RESOURCE] tells who is in it, and the members who joins and who leaves", async () => {
    await using chat = await startChat();
    const [ann, ben] = await Promise.all([chat.connectAs("ann"), chat.connectAs("ben")]);
    expect(await ann.call("joinGroup", { group })).toEqual({ ok: true, value: { members: [member("ann")] } });
    expect(await ben.call("joinGroup", { group })).toMatchObject({
      value: { members: expect.arrayContaining([member("ann"), member("ben")]) },
    });
    await ann.next("groupMembers", ({ joined }: Change) => joined.some(({ id }) => id === "ben"));
    expect(await ben.call("leaveGroup", { group })).toEqual({ ok: true, value: {} });
    expect(await ann.next("groupMembers", ({ left }: Change) => left.length > 0)).toEqual({
      group,
      joined: [],
      left: [member("ben", 0)],
    });
  });

  it("[H-RESOURCE-GONE] a connection that ends leaves it", async () => {
    await using chat = await startChat();
    const [ann, ben] = await Promise.all([chat.connectAs("ann"), chat.connectAs("ben")]);
    await ann.call("joinGroup", { group });
    await ben.call("joinGroup", { group });
    await ann.next("groupMembers", ({ joined }: Change) => joined.some(({ id }) => id === "ben"));
    ben.socket.disconnect();
    await ann.next("groupMembers", ({ left }: Change) => left.some(({ id }) => id === "ben"));
  });

  it("[H-RESOURCE-USERS] members are users, with their connections counted", async () => {
    await using chat = await startChat();
    const [one, two] = await Promise.all([chat.connectAs("ann"), chat.connectAs("ann")]);
    await one.call("joinGroup", { group });
    await one.call("joinGroup", { group });
    expect(await two.call("joinGroup", { group })).toMatchObject({ value: { members: [member("ann", 2)] } });
    await two.call("leaveGroup", { group });
    await one.next("groupMembers", ({ joined }: Change) => joined.some(({ connections }) => connections === 1));
  });

  it("[H-RESOURCE-RIGHTS] is joined by who may see the resource, and by nobody else", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const refused = async (name: string) => {
      const reply = await ann.call("joinGroup", { group: name });
      return reply.ok ? "joined" : reply.error.code;
    };
    expect(await refused("paper:secret")).toBe("FORBIDDEN");
    expect(await refused("paper:lost")).toBe("NOT_FOUND");
    expect(await refused("desk:1")).toBe("NOT_FOUND");
    expect(await refused("constructor:1")).toBe("NOT_FOUND");
    expect(await chat.hub.groups.of(ann.id)).toEqual([]);
    const boss = await chat.connectAs("ben", { permissions: ["secrets"] });
    expect(await boss.call("joinGroup", { group: "paper:secret" })).toMatchObject({ ok: true });
  });

  it("[H-RESOURCE-OUTSIDE] who is not in it is told nothing of it", async () => {
    await using chat = await startChat();
    const [ann, ben, cat] = await Promise.all([chat.connectAs("ann"), chat.connectAs("ben"), chat.connectAs("cat")]);
    await ann.call("joinGroup", { group });
    await cat.call("joinGroup", { group: "paper:8" });
    await ben.call("joinGroup", { group });
    await ann.next("groupMembers", ({ joined }: Change) => joined.some(({ id }) => id === "ben"));
    await cat.call("echo", { text: "a round trip later" });
    const told = cat.received.filter(
      ({ event, payload }) => event === "groupMembers" && (payload as Change).group === group,
    );
    expect(told).toEqual([]);
  });

  it("[H-RESOURCE-CANCEL] whoever takes the wish back while it is decided does not come in", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("joinGroup", { group: "paper:slow" }, { id: 1 });
    await chat.gates.marked("deciding");
    ann.socket.emit("$cancel", { id: 1 });
    expect(await reply).toMatchObject({ ok: false, error: { code: "CANCELLED" } });
    chat.gates.mark("decided");
    await ann.call("echo", { text: "a round trip later" });
    expect(await chat.hub.groups.of(ann.id)).toEqual([]);
  });
});
