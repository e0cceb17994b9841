import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import stockMessagePack from "socket.io-msgpack-parser";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { chance } from "./chance";
import type { ChatHub } from "./chat-fixture";
import { startChat } from "./chat-fixture";
import { fuzzFrame } from "./fuzz-frames";
import { encodeMessagePack } from "./messagepack";
import type { EncodingName } from "./packet";
import type { TestClient } from "./testing";

const seed = 20_261_121;
const total = 100_000;
const framesPerConnection = 500;
const framesPerTurn = 10;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Past the handshake; what it sends then is up to the test. */
async function attacker(port: number, encoding: EncodingName): Promise<WebSocket> {
  const query = encoding === "json" ? "" : "&encoding=msgpack";
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket${query}`);
  socket.on("error", () => socket.terminate());
  await once(socket, "message");
  const packet = { type: 0, nsp: "/hubs/chat", data: { token: "eve" } };
  socket.send(encoding === "json" ? `40/hubs/chat,${JSON.stringify(packet.data)}` : encodeMessagePack(packet));
  await once(socket, "message");
  return socket;
}

/** Sends until it is thrown out or has sent enough. */
async function attack(chat: ChatHub, encoding: EncodingName, random: () => number): Promise<void> {
  const socket = await attacker(chat.port, encoding);
  for (let sent = 1; sent <= framesPerConnection && socket.readyState === WebSocket.OPEN; sent += 1) {
    socket.send(fuzzFrame(random, encoding));
    if (sent % framesPerTurn === 0) await nextTurn();
  }
  // One in three goes in the middle of a frame: 100 bytes are announced, 3 come.
  if (random() < 0.3) rawSocketOf(socket).write(Buffer.from([0x81, 0xe4, 0, 0, 0, 0, 0x34, 0x32, 0x2f]));
  socket.terminate();
}

const rawSocketOf = (socket: WebSocket) => (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket;

const answered = { ok: true, value: "untouched" };

const said = (client: TestClient) =>
  client.received.filter(({ event }) => event === "said").map(({ payload }) => (payload as { text: string }).text);

it(`[H-FUZZ] 100,000 generated frames (seed ${seed}) crash nothing, reach nobody else and leave nothing behind`, async () => {
  const uncaught: unknown[] = [];
  const keep = (error: unknown) => uncaught.push(error);
  process.on("uncaughtException", keep);
  process.on("unhandledRejection", keep);
  try {
    await using chat = await startChat({
      limits: { callsPerSecond: 1e6, callBurst: 1e6, connectionsPerAddress: 1e6, connectionsPerUser: 1e6 },
    });
    const bystanders = await Promise.all([
      chat.connectAs("bob"),
      chat.connectAs("carol", {}, { parser: stockMessagePack, query: { encoding: "msgpack" } }),
    ]);
    const told: string[] = [];
    const random = chance(seed);

    /** Until the server has read so many frames. Returns the heap in use once all attackers are gone. */
    async function attackWith(frames: number): Promise<number> {
      const { messagesIn } = chat.server.counters;
      const asked = told.length;
      const read = () => chat.server.counters.messagesIn - messagesIn - 2 * (told.length - asked);
      const one = async (encoding: EncodingName) => {
        while (read() < frames) {
          const attacked = attack(chat, encoding, random);
          told.push(String(told.length));
          chat.hub.clients.users(["bob", "carol"]).said({ text: told.at(-1) ?? "" });
          const answers = await Promise.all(bystanders.map((client) => client.call("echo", { text: "untouched" })));
          expect(answers).toEqual([answered, answered]);
          await attacked;
        }
      };
      await Promise.all([one("json"), one("msgpack"), one("json"), one("msgpack")]);
      await expect.poll(() => chat.hub.stats().connections, { timeout: 10_000 }).toBe(2);
      chat.log.entries.length = 0;
      for (let round = 0; round < 3; round += 1) {
        collectGarbage();
        await nextTurn();
      }
      return process.memoryUsage().heapUsed;
    }

    const afterHalf = await attackWith(total / 2);
    const afterAll = await attackWith(total / 2);
    expect(uncaught, `seed ${seed}`).toEqual([]);
    expect(Object.prototype).not.toHaveProperty("polluted");
    for (const client of bystanders) {
      expect(said(client)).toEqual(told);
      expect(client.received.map(({ event }) => event).filter((event) => event !== "said")).toEqual([]);
    }
    expect(chat.hub.stats()).toMatchObject({ callsInFlight: 0, queueBytes: 0, slowConnections: 0 });
    expect(afterAll - afterHalf, `seed ${seed}`).toBeLessThan(4 * 1024 * 1024);
  } finally {
    process.off("uncaughtException", keep);
    process.off("unhandledRejection", keep);
  }
}, 60_000);
