import { describe, expect, it } from "vitest";
import type { ChatHub } from "./chat-fixture";
import { startChat } from "./chat-fixture";
import type { DisconnectReason } from "./index";
import type { TestClient } from "./testing";

const KB = 1024;
const padding = "x".repeat(100 * KB);
const checkOften = { slowCheckIntervalMs: 10 };

const seqs = (client: TestClient): number[] =>
  client.received.filter(({ event }) => event === "level").map(({ payload }) => (payload as { seq: number }).seq);

/** Sends frames until the kernel's buffers are full and the connection counts as slow. Returns the last one sent. */
async function fillUp(chat: ChatHub, send: (seq: number) => void): Promise<number> {
  let seq = 0;
  while (chat.hub.stats().slowConnections === 0 && chat.hub.stats().slowConsumersCut === 0) {
    seq += 1;
    send(seq);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return seq;
}

describe("a slow reader", () => {
  it("[H-LATEST] gets the newest of what is latest-wins once it has drained; others get all", async () => {
    await using chat = await startChat({ limits: { ...checkOften, cutAboveBytes: 64 * KB * KB } });
    const [slow, fast] = await Promise.all([chat.connectAs("slow"), chat.connectAs("fast")]);
    for (const { id } of [slow, fast]) chat.hub.groups.add(id, "levels");
    slow.pause();
    const send = (seq: number) => chat.hub.clients.group("levels").level({ seq, padding });
    const full = await fillUp(chat, send);
    for (let seq = full + 1; seq <= full + 20; seq += 1) send(seq);
    chat.hub.clients.group("levels").said({ text: "not latest-wins" });
    await fast.next("level", ({ seq }: { seq: number }) => seq === full + 20);
    slow.resume();
    await slow.next("level", ({ seq }: { seq: number }) => seq === full + 20);
    expect(seqs(fast)).toEqual(Array.from({ length: full + 20 }, (_, index) => index + 1));
    expect(seqs(slow)).toEqual([...Array.from({ length: full }, (_, index) => index + 1), full + 20]);
    expect(slow.received.filter(({ event }) => event === "said")).toHaveLength(1);
    await expect.poll(() => chat.hub.stats().slowConnections).toBe(0);
    send(full + 21);
    await slow.next("level", ({ seq }: { seq: number }) => seq === full + 21);
  });

  it("[H-LATEST-KINDS] keeps the newest of each event and group, and drops those of a group that was left", async () => {
    await using chat = await startChat({ limits: { ...checkOften, cutAboveBytes: 64 * KB * KB } });
    const slow = await chat.connectAs("slow");
    for (const group of ["a", "b", "c"]) chat.hub.groups.add(slow.id, group);
    slow.pause();
    await fillUp(chat, (seq) => chat.hub.clients.group("a").level({ seq, padding }));
    for (const seq of [1001, 1002]) chat.hub.clients.group("a").level({ seq, padding: "" });
    for (const seq of [2001, 2002]) chat.hub.clients.group("b").level({ seq, padding: "" });
    chat.hub.clients.group("c").level({ seq: 3001, padding: "" });
    chat.hub.groups.remove(slow.id, "c");
    slow.resume();
    await slow.next("level", ({ seq }: { seq: number }) => seq === 2002);
    expect(seqs(slow).filter((seq) => seq > 1000)).toEqual([1002, 2002]);
  });

  it("[H-SLOW-CUT] is cut above the bound with SLOW_CONSUMER while others go on", async () => {
    const reasons: DisconnectReason[] = [];
    await using chat = await startChat({
      limits: { ...checkOften, closeGraceMs: 100 },
      onDisconnected: (_connection, reason) => reasons.push(reason),
    });
    const [slow, fast] = await Promise.all([chat.connectAs("slow"), chat.connectAs("fast")]);
    slow.pause();
    let sent = 0;
    while (reasons.length === 0) {
      chat.hub.clients.all.said({ text: padding });
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(reasons).toEqual(["SLOW_CONSUMER"]);
    chat.hub.clients.all.said({ text: "last" });
    await fast.next("said", ({ text }: { text: string }) => text === "last");
    expect(fast.received.filter(({ event }) => event === "said")).toHaveLength(sent + 1);
    expect(chat.hub.stats()).toMatchObject({ connections: 1, slowConnections: 0, slowConsumersCut: 1 });
    await expect.poll(() => chat.server.io.engine.clientsCount).toBe(1);
    slow.resume();
    await slow.ended;
  });

  it("[H-SLOW-TIME] is cut when it has not drained for a while, and is told if it reads again in time", async () => {
    await using chat = await startChat({
      limits: { ...checkOften, slowForMs: 150, closeGraceMs: 5_000, cutAboveBytes: 64 * KB * KB },
    });
    const slow = await chat.connectAs("slow");
    slow.pause();
    await fillUp(chat, (seq) => chat.hub.clients.all.level({ seq, padding }));
    await expect.poll(() => chat.hub.stats().slowConsumersCut).toBe(1);
    slow.resume();
    expect(await slow.next("notice")).toMatchObject({ code: "SLOW_CONSUMER", retry: true });
    await slow.ended;
  });

  it("[H-SLOW-AT-ONCE] is found out in the middle of a burst, so that little is kept for it", async () => {
    await using chat = await startChat({ limits: { cutAboveBytes: 64 * KB * KB, slowForMs: 60_000 } });
    const slow = await chat.connectAs("slow");
    slow.pause();
    for (let seq = 1; seq <= 400; seq += 1) chat.hub.clients.all.level({ seq, padding });
    expect(chat.hub.stats().slowConnections).toBe(1);
    expect(chat.hub.stats().queueBytes).toBeLessThan(KB * KB);
    slow.resume();
    await slow.next("level", ({ seq }: { seq: number }) => seq === 400);
    await expect.poll(() => chat.hub.stats().queueBytes).toBe(0);
  });

  it("[H-SLOW-POLLING] a client that polls no more is held to the same bounds", async () => {
    await using chat = await startChat({ limits: { closeGraceMs: 50 } });
    const url = `${chat.url}/socket.io/?EIO=4&transport=polling`;
    const opened = await (await fetch(url)).text();
    const session = `${url}&sid=${(JSON.parse(opened.slice(1)) as { sid: string }).sid}`;
    await fetch(session, { method: "POST", body: '40/hubs/chat,{"token":"slow"}' });
    expect(await (await fetch(session)).text()).toContain('40/hubs/chat,{"sid"');
    // It takes nothing from here on.
    let seq = 0;
    while (seq < 3) chat.hub.clients.all.level({ seq: seq++, padding });
    expect(chat.hub.stats().slowConnections).toBe(1);
    const { queueBytes } = chat.hub.stats();
    expect(queueBytes).toBeGreaterThan(256 * KB);
    expect(queueBytes).toBeLessThan(400 * KB);
    for (let more = 0; more < 20; more += 1) chat.hub.clients.all.level({ seq: seq++, padding });
    expect(chat.hub.stats().queueBytes).toBe(queueBytes);
    for (let more = 0; more < 8; more += 1) chat.hub.clients.all.said({ text: padding });
    await expect
      .poll(() => chat.hub.stats())
      .toMatchObject({ slowConsumersCut: 1, connections: 0, slowConnections: 0 });
    await expect.poll(() => chat.server.io.engine.clientsCount).toBe(0);
  });
});
