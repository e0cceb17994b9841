import { describe, expect, it } from "vitest";
import { startChat } from "./chat-fixture";
import type { TestClient } from "./testing";

const send = (client: TestClient, id: number, ...numbers: unknown[]) => {
  for (const n of numbers) client.socket.emit("$item", { id, item: { n } });
};
const end = (client: TestClient, id: number, error?: object) =>
  client.socket.emit("$end", error === undefined ? { id } : { id, error });

describe("items to the server", () => {
  it("[H-UPLOAD] reach the method in order, also those that came before it ran", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("collect", {}, { id: 4 });
    send(ann, 4, 1, 2, 3);
    end(ann, 4);
    expect(await reply).toEqual({ ok: true, value: [1, 2, 3] });
  });

  it("[H-UPLOAD-CREDIT] are asked for as the method reads them", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("collect", { slowly: true }, { id: 1 });
    send(ann, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    await chat.gates.marked("read 1");
    await ann.call("echo", { text: "a round trip later" });
    expect(ann.received.filter(({ event }) => event === "$pull")).toEqual([]);
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) chat.gates.mark(`go ${n}`);
    expect(await ann.next("$pull")).toEqual({ id: 1, count: 5 });
    send(ann, 1, 11);
    end(ann, 1);
    expect(await reply).toMatchObject({ ok: true, value: { length: 11 } });
  });

  it("[H-UPLOAD-OVERRUN] more than were asked for end the call", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("collect", { slowly: true }, { id: 1 });
    send(ann, 1, 1);
    await chat.gates.marked("read 1");
    send(ann, 1, ...Array.from({ length: 11 }, (_, i) => i + 2));
    await chat.gates.marked("collect aborted");
    chat.gates.mark("go 1");
    expect(await reply).toMatchObject({ ok: false, error: { code: "RATE_LIMITED" } });
    expect(await ann.call("echo", { text: "on" })).toEqual({ ok: true, value: "on" });
  });

  it("[H-UPLOAD-VALIDATE] one that does not fit the contract ends the call and is named", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("collect", {}, { id: 1 });
    send(ann, 1, 1, "two", 3);
    expect(await reply).toMatchObject({
      ok: false,
      error: { code: "INVALID_ARGUMENT", fields: [{ path: "upload.1.n" }] },
    });
    await chat.gates.marked("collect failed: INVALID_ARGUMENT");
    expect(chat.gates.marks).not.toContain("read 3");
  });

  it("[H-UPLOAD-ERROR] the caller's own error reaches the method after the items so far", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("collect", {}, { id: 1 });
    send(ann, 1, 1);
    end(ann, 1, { code: "CONFLICT", message: "The file is gone." });
    expect(await reply).toMatchObject({ ok: false, error: { code: "CONFLICT", message: "The file is gone." } });
    expect(chat.gates.marks).toContain("read 1");
  });

  it("[H-UPLOAD-CANCEL] what is cancelled is not taken for the whole", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("collect", {}, { id: 1 });
    send(ann, 1, 1);
    await chat.gates.marked("read 1");
    ann.socket.emit("$cancel", { id: 1 });
    expect(await reply).toMatchObject({ ok: false, error: { code: "CANCELLED" } });
    expect(chat.gates.marks).toContain("collect failed: CANCELLED");
  });

  it("[H-UPLOAD-GONE] nor what the end of the connection cut off", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    void ann.call("collect", {}, { id: 1 }).catch(() => undefined);
    send(ann, 1, 1);
    await chat.gates.marked("read 1");
    ann.socket.disconnect();
    await chat.gates.marked("collect failed: CANCELLED");
  });

  it("[H-UPLOAD-ENOUGH] a method may read a part; what comes then concerns nobody", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    const reply = ann.call("collect", { atMost: 2 }, { id: 1 });
    send(ann, 1, 1, 2, 3);
    expect(await reply).toEqual({ ok: true, value: [1, 2] });
    send(ann, 1, 4);
    end(ann, 1);
    expect(await ann.call("echo", { text: "on" })).toEqual({ ok: true, value: "on" });
    // Also while something else is under way.
    await ann.call("count", { to: 1000 }, { id: 2 });
    send(ann, 1, 5);
    expect(await ann.call("echo", { text: "on" })).toEqual({ ok: true, value: "on" });
  });

  it("[H-UPLOAD-BOTH] streams go both ways in one call", async () => {
    await using chat = await startChat();
    const ann = await chat.connectAs("ann");
    await ann.call("tally", {}, { id: 1 });
    send(ann, 1, 5);
    expect(await ann.next("$item")).toEqual({ id: 1, item: 5 });
    send(ann, 1, 6);
    expect(await ann.next("$item", ({ item }: { item: number }) => item === 11)).toEqual({ id: 1, item: 11 });
    end(ann, 1);
    expect(await ann.next("$end")).toEqual({ id: 1 });
  });
});
