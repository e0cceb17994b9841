import { expect, it } from "vitest";
import type { HubClient, HubClientOptions } from "@/lib/hub-client";
import { type Chat, startChat } from "@/server/hub/chat-fixture";
import { clientOf, reach } from "./chat-client";
import { startPlainServer } from "./plain-server";

function connectAs(chat: { url: string }, token: string, options: HubClientOptions<Chat> = {}) {
  const client = clientOf(chat, { auth: async () => ({ token }), ...options });
  client.connect();
  return client;
}

/** What a group tells: the members as `name×connections`, or the code of a refusal. */
function watch(client: HubClient<Chat>, name = "paper:1") {
  const told: string[] = [];
  const stop = client.group(name, {
    onMembers: (members) => told.push(members.map(({ id, connections }) => `${id}×${connections}`).join(" ")),
    onError: ({ code }) => told.push(code),
  });
  return { told, stop };
}

it("[C-GROUP] tells everybody who is in it, by name, and who comes and goes", async () => {
  await using chat = await startChat();
  const dora = watch(connectAs(chat, "dora"));
  await expect.poll(() => dora.told.at(-1)).toBe("dora×1");
  const ann = watch(connectAs(chat, "ann"));
  await expect.poll(() => ann.told.at(-1)).toBe("ann×1 dora×1");
  await expect.poll(() => dora.told.at(-1)).toBe("ann×1 dora×1");
  const again = watch(connectAs(chat, "ann"));
  const other = watch(connectAs(chat, "cleo"), "paper:2");
  await expect.poll(() => dora.told.at(-1)).toBe("ann×2 dora×1");
  again.stop();
  await expect.poll(() => dora.told.at(-1)).toBe("ann×1 dora×1");
  ann.stop();
  await expect.poll(() => dora.told.at(-1)).toBe("dora×1");
  expect(other.told.at(-1)).toBe("cleo×1");
});

it("[C-GROUP-AGAIN] is joined again on the next connection, with whoever came meanwhile", async () => {
  await using chat = await startChat();
  const ann = connectAs(chat, "ann");
  const seen = watch(ann);
  await expect.poll(() => seen.told).toContain("ann×1");
  await chat.hub.closeUser("ann", "SLOW_CONSUMER");
  const bob = watch(connectAs(chat, "bob"));
  await expect.poll(() => seen.told.at(-1)).toBe("ann×1 bob×1");
  await expect.poll(() => bob.told.at(-1)).toBe("ann×1 bob×1");
  expect(await chat.hub.groups.count("paper:1")).toBe(2);
});

it("[C-GROUP-SHARED] its users here share it: a newcomer is told at once, and the last one leaves it", async () => {
  await using chat = await startChat();
  const client = connectAs(chat, "ann");
  const one = watch(client);
  // By the reply, and by the diff that the server told everybody in it.
  await expect.poll(() => one.told).toEqual(["ann×1", "ann×1"]);
  const { calls } = chat.hub.stats();
  const two = watch(client);
  await expect.poll(() => two.told).toEqual(["ann×1"]);
  one.stop();
  one.stop();
  await client.invoke("echo", { text: "" });
  expect(chat.hub.stats().calls).toBe(calls + 1);
  expect(await chat.hub.groups.count("paper:1")).toBe(1);
  two.stop();
  await client.invoke("echo", { text: "" });
  expect(await chat.hub.groups.count("paper:1")).toBe(0);
  const told = one.told.length;
  const three = watch(client);
  await expect.poll(() => three.told).toContain("ann×1");
  expect(one.told).toHaveLength(told);
});

it("[C-GROUP-REFUSED] a refusal is told; a newcomer, and the next connection, try again", async () => {
  let permissions: string[] = [];
  await using chat = await startChat({
    authenticate: async () => ({ principal: { id: "ann", name: "Ann", role: "", permissions } }),
  });
  const client = connectAs(chat, "ann");
  const lost = watch(client, "paper:lost");
  const secret = watch(client, "paper:secret");
  await expect.poll(() => [lost.told, secret.told]).toEqual([["NOT_FOUND"], ["FORBIDDEN"]]);
  const newcomer = watch(client, "paper:secret");
  await expect.poll(() => newcomer.told).toEqual(["FORBIDDEN"]);
  permissions = ["secrets"];
  await chat.hub.closeUser("ann", "REAUTHORIZE");
  await expect.poll(() => newcomer.told.at(-1)).toBe("ann×1");
  expect(lost.told).toEqual(["NOT_FOUND", "NOT_FOUND"]);
});

it("[C-GROUP-EARLY] who comes or goes before the reply to the joining is not forgotten", async () => {
  const user = (id: string) => ({ id, name: id, role: "", connections: 1 });
  await using plain = await startPlainServer((socket) => {
    socket.on("joinGroup", ({ group }, _meta, acknowledge) => {
      socket.emit("groupMembers", { group, joined: [user("cleo")], left: [user("bob")] });
      socket.emit("groupMembers", { group: "paper:2", joined: [user("eve")], left: [] });
      acknowledge({ ok: true, value: { members: [user("bob"), user("ann")] } });
    });
  });
  const client = connectAs(plain, "ann");
  await reach(client, "live");
  const seen = watch(client);
  await expect.poll(() => seen.told).toEqual(["ann×1 cleo×1"]);
  plain.io.of("/hubs/chat").emit("groupMembers", { group: "paper:1", joined: [user("bob")], left: [user("cleo")] });
  await expect.poll(() => seen.told.at(-1)).toBe("ann×1 bob×1");
});
