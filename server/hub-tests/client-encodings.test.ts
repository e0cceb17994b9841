import { describe, expect, it } from "vitest";
import { messagePack } from "@/lib/hub-client/messagepack";
import type { Principal } from "@/server/hub";
import { createDurableStream } from "@/server/hub";
import { startChat } from "@/server/hub/chat-fixture";
import { MemoryEventLog } from "@/server/hub/memory-log";
import { createMemoryLog } from "@/server/hub/testing";
import { clientOf, reach } from "./chat-client";

const encodings = [
  ["JSON", undefined, ["websocket"]],
  ["MessagePack", messagePack, ["websocket"]],
  ["MessagePack over polling", messagePack, ["polling"]],
] as const;

function newsFrom(log: MemoryEventLog, row: string) {
  return createDurableStream<Principal>({
    name: "news",
    log,
    logger: createMemoryLog(),
    audienceOf: () => "all",
    snapshot: async () => ({ snapshot: { rows: [row] }, epoch: log.epoch, head: log.headOffset, cursor: null }),
    limits: { headIntervalMs: 3_600_000 },
  });
}

describe.each(encodings)("over %s", (name, encoding, transports) => {
  it(`[C-ENCODING] calls, refusals, events, a stream and a reconnect work (${name})`, async () => {
    const log = new MemoryEventLog("news");
    const stream = newsFrom(log, "first");
    const before = await startChat({ stream });
    const client = clientOf(before, { encoding, transports: [...transports] });
    const heard: unknown[] = [];
    client.on("said", ({ text }) => heard.push(text));
    const snapshots: unknown[] = [];
    const offsets: number[] = [];
    client.stream("news", {
      onSnapshot: ({ snapshot }) => snapshots.push(snapshot),
      onEvents: (events) => offsets.push(...events.map(({ offset }) => offset)),
    });
    client.connect();
    await reach(client, "live");
    expect(before.hub.connections()[0]?.encoding).toBe(encoding === undefined ? "json" : "msgpack");
    expect(await client.invoke("echo", { text: "ü😀" })).toBe("ü😀");
    await expect(client.invoke("failWith", { code: "CONFLICT" })).rejects.toMatchObject({
      code: "CONFLICT",
      data: { held: 1 },
      fields: [{ path: "code", message: "No." }],
    });
    before.hub.clients.user("ann").said({ text: "hello" });
    await expect.poll(() => heard).toEqual(["hello"]);
    await expect.poll(() => snapshots).toEqual([{ rows: ["first"] }]);
    stream.publish(log.append("a", "b"));
    await expect.poll(() => offsets).toEqual([1, 2]);

    await before.kill();
    await expect.poll(() => client.state.kind).not.toBe("live");
    // What happens while nobody is there is fetched with the last place.
    log.append("c");
    await using after = await startChat({ stream: newsFrom(log, "again"), port: before.port });
    await expect.poll(() => offsets, { timeout: 10_000 }).toEqual([1, 2, 3]);
    expect(snapshots).toHaveLength(1);
    expect(after.hub.stats().protocolErrors).toBe(0);
  });
});
