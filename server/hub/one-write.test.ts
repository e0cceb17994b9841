import type { Socket as NetSocket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Socket } from "socket.io";
import type { Socket as ClientSocket } from "socket.io-client";
import { describe, expect, it } from "vitest";
import { chance } from "./chance";
import type { PlainServer, StockEncoding } from "./plain-fixture";
import { connected, startPlain } from "./plain-fixture";
import { tickMs } from "./pump";

const kinds = [
  { encoding: "json", way: "websocket", transports: ["websocket"] },
  { encoding: "json", way: "polling", transports: ["polling"] },
  { encoding: "json", way: "upgrading", transports: ["polling", "websocket"] },
  { encoding: "msgpack", way: "websocket", transports: ["websocket"] },
  { encoding: "msgpack", way: "polling", transports: ["polling"] },
  { encoding: "msgpack", way: "upgrading", transports: ["polling", "websocket"] },
] as const satisfies { encoding: StockEncoding; way: string; transports: string[] }[];

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Everybody hears it in the same place as whatever else they hear. */
interface Listener {
  readonly client: ClientSocket;
  readonly heard: number[];
}

function listen(client: ClientSocket): Listener {
  const heard: number[] = [];
  client.on("seq", (seq: number) => heard.push(seq));
  return { client, heard };
}

const socketOf = ({ namespace }: PlainServer, client: ClientSocket): Socket => {
  const socket = namespace.sockets.get(client.id ?? "");
  if (socket === undefined) throw new Error("The client is not connected.");
  return socket;
};

/** Counts what is written to a TCP connection, from now on. */
function countWrites(socket: NetSocket): { writes: number; bytes: number } {
  const counted = { writes: 0, bytes: 0 };
  const write = socket.write.bind(socket) as (data: Uint8Array, ...rest: unknown[]) => boolean;
  const counting = (data: Uint8Array, ...rest: unknown[]) => {
    counted.writes += 1;
    counted.bytes += data.length;
    return write(data, ...rest);
  };
  Object.assign(socket, { write: counting });
  return counted;
}

describe("the wire, with stock clients", () => {
  it("[H-WIRE-ORDER] unicasts, broadcasts and acknowledgements arrive in exact order, none lost or doubled", async () => {
    await using plain = await startPlain();
    const random = chance(7);
    const expected = new Map<string, number[]>();
    let seq = 0;
    plain.namespace.on("connection", (socket) => {
      const own: number[] = [];
      expected.set(socket.id, own);
      socket.on("ask", (reply: (seq: number) => void) => {
        seq += 1;
        own.push(seq);
        reply(seq);
      });
    });
    const listeners = kinds.map(({ encoding, transports }) =>
      listen(plain.open(encoding, { transports: [...transports] })),
    );
    const upgradedAt: number[] = [];
    for (const { client, heard } of listeners) client.io.engine.on("upgrade", () => upgradedAt.push(heard.length));
    await Promise.all(listeners.map(({ client }) => connected(client)));

    for (let step = 0; step < 4_000; step += 1) {
      const chosen = random();
      const { client, heard } = listeners[Math.floor(random() * listeners.length)] as Listener;
      if (chosen < 0.8) {
        seq += 1;
        for (const own of expected.values()) own.push(seq);
        plain.namespace.emit("seq", seq);
      } else if (chosen < 0.95) {
        seq += 1;
        expected.get(client.id ?? "")?.push(seq);
        socketOf(plain, client).emit("seq", seq);
      } else client.emit("ask", (answer: number) => heard.push(answer));
      if (random() < 0.2) await nextTurn();
      if (random() < 0.01) await delay(random() * 2 * tickMs);
    }
    await expect.poll(() => [...expected.values()].flat().length).toBeGreaterThan(20_000);
    await Promise.all(listeners.map(({ client }) => client.emitWithAck("ask").then(() => undefined)));
    for (const [index, { client, heard }] of listeners.entries()) {
      const own = expected.get(client.id ?? "")?.slice(0, -1);
      expect(heard.length, JSON.stringify(kinds[index])).toBe(own?.length);
      expect(heard).toEqual(own);
    }
    // Both upgrades happened while it was going on.
    expect(upgradedAt).toHaveLength(2);
    for (const count of upgradedAt) expect(count).toBeLessThan(3_000);
  });

  it.each(kinds)(
    "[H-WIRE-STOCK] $encoding over $way: what Socket.IO does is unharmed",
    async ({ encoding, transports }) => {
      await using plain = await startPlain({ keepAliveIntervalMs: 50, clientTimeoutMs: 10_000 });
      plain.namespace.use((socket, next) => {
        const refusal = Object.assign(new Error("not you"), { data: { code: "FORBIDDEN" } });
        next(socket.handshake.auth.name === "eve" ? refusal : undefined);
      });
      const options = { transports: [...transports] };
      const refused = plain.open(encoding, { ...options, auth: { name: "eve" } });
      await expect(connected(refused)).rejects.toMatchObject({ message: "not you", data: { code: "FORBIDDEN" } });

      const client = plain.open(encoding, options);
      await connected(client);
      const heard: unknown[] = [];
      client.onAny((...event: unknown[]) => heard.push(event));
      const pings: unknown[] = [];
      client.io.engine.on("ping", () => pings.push(1));
      const socket = socketOf(plain, client);
      const large = "x".repeat(300_000);
      socket.emit("bytes", { nested: [Buffer.from([1, 2, 3])] }, Buffer.from([4]));
      socket.emit("large", large);
      plain.namespace.emit("bytes", Buffer.from([5]));
      socket.emit("nothing");
      socket.emit("text", "ü😀", null, { a: [1, 2.5, -3, true] });
      await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(5);
      const bytes = (value: unknown) => [...new Uint8Array(value as Uint8Array)];
      expect(heard).toEqual([
        ["bytes", { nested: [expect.anything()] }, expect.anything()],
        ["large", large],
        ["bytes", expect.anything()],
        ["nothing"],
        ["text", "ü😀", null, { a: [1, 2.5, -3, true] }],
      ]);
      const [first, , third] = heard as [[string, { nested: unknown[] }, unknown], unknown, [string, unknown]];
      expect([first[1].nested[0], first[2], third[1]].map(bytes)).toEqual([[1, 2, 3], [4], [5]]);
      client.on("question", (text: string, answer: (reply: string) => void) => answer(`${text}!`));
      expect(await socket.timeout(5_000).emitWithAck("question", "really")).toBe("really!");
      // Over polling there may be no poll to answer at this moment: then it is dropped, as it may be.
      const emitVolatile = () => {
        socket.volatile.emit("volatile", 1);
        return heard.at(-1);
      };
      await expect.poll(emitVolatile, { timeout: 5_000 }).toEqual(["volatile", 1]);
      // Several heartbeats, each answered: the next one is sent when the last has come back.
      await expect.poll(() => pings.length, { timeout: 5_000 }).toBeGreaterThan(5);
      expect(socket.connected).toBe(true);

      const ended = new Promise((resolve) => client.once("disconnect", resolve));
      socket.emit("last", 1);
      plain.namespace.emit("last", 2);
      socket.disconnect(true);
      socket.emit("never");
      expect(await ended).toBe("io server disconnect");
      expect(heard.slice(-2)).toEqual([
        ["last", 1],
        ["last", 2],
      ]);
    },
  );
});

describe("one write a tick", () => {
  it.each(["json", "msgpack"] as const)(
    "[H-ONE-WRITE] whatever happens for a connection within a tick leaves as one write of ordinary packets (%s)",
    async (encoding) => {
      await using plain = await startPlain();
      const { client, heard } = listen(plain.open(encoding));
      await connected(client);
      const socket = socketOf(plain, client);
      // Time itself is what makes a connection idle again.
      await delay(2 * tickMs);
      const counted = countWrites([...plain.netSockets][0] as NetSocket);
      const before = { ...plain.server.counters };

      // Idle: at the end of this turn, not in the middle of it.
      for (let seq = 1; seq <= 8; seq += 1) {
        if (seq % 2 === 0) socket.emit("seq", seq);
        else plain.namespace.emit("seq", seq);
      }
      expect(counted.writes).toBe(0);
      await nextTurn();
      expect(counted.writes).toBe(1);
      // Not idle any more: with the next tick, in however many turns it comes.
      const startedAt = performance.now();
      for (let seq = 9; seq <= 16; seq += 1) {
        socket.emit("seq", seq);
        await nextTurn();
      }
      const ticks = Math.floor((performance.now() - startedAt) / tickMs);
      await expect.poll(() => heard.length).toBe(16);
      expect(counted.writes).toBeGreaterThan(1);
      expect(counted.writes).toBeLessThanOrEqual(2 + ticks);
      expect(heard).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
      expect(plain.server.counters.bytesOut - before.bytesOut).toBe(counted.bytes);
      expect(plain.server.counters.messagesOut - before.messagesOut).toBe(16);
    },
  );

  it("[H-AWAITED] what a client waits for does not wait for the tick, and takes along what does", async () => {
    await using plain = await startPlain();
    const { client, heard } = listen(plain.open("json"));
    await connected(client);
    const socket = socketOf(plain, client);
    const counted = countWrites([...plain.netSockets][0] as NetSocket);
    const writeTwice = async (second: () => void) => {
      // The first makes the connection a busy one, whatever it was before.
      socket.emit("seq", 1);
      await nextTurn();
      const before = counted.writes;
      socket.emit("seq", 2);
      second();
      await nextTurn();
      return counted.writes - before;
    };
    for (const answer of [
      () => socket.emit("$item", { id: 1, item: 1 }),
      () => socket.timeout(1_000).emit("question", () => undefined),
    ]) {
      expect(await writeTwice(answer)).toBe(1);
    }
    await expect.poll(() => heard.length).toBe(4);
  });
});
