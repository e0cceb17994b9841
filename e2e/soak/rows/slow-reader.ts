import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { quantile } from "@/bench/quantiles";
import { orderBody, uniqueNumber } from "@/e2e/fixtures/api";
import { openRawHub, sendCall } from "../clients/raw-hub";
import type { Figures, Row, Stage } from "../row";
import { BrokenPromise } from "../row";
import { ConnectionWatcher } from "../world/connection-list";
import { World } from "../world/world";
import type { Acknowledged, Writer } from "../world/writer";

const withinMs = 30_000;
const measuredMs = 8_000;
const cutWithinMs = 12_000;
const sampleEveryMs = 100;
const metricsToken = "the-soak-reads-the-metrics";
/** An order of about 20 kB, so that some seconds fill what the kernel holds for a reader that does not read. */
const items = Array.from({ length: 90 }, (_, i) => ({ title: `${i} ${"x".repeat(180)}`, quantity: 1, unitPrice: 10 }));
/** The server keeps as many of the newest events in memory: until then it grows by the load alone. */
const warmUpEvents = 1_000;
const largeOrder = () => ({ ...orderBody(uniqueNumber()), items });

export const slowReader: Row = {
  name: "slow-reader",
  fault: "a client stops to read, while others go on",
  holds: "memory + ≤ 20 MB, cut ≤ 12 s after it is slow, others' p99 < 1.2×",
  rounds: 20,
  shortRounds: 0,
  roundsPerStage: 20,
  roundTimeoutMs: 300_000,
  cells: [
    { figure: "cutMs", label: "cut", as: "p50", unit: "ms" },
    { figure: "cutMs", label: "cut", as: "max", unit: "ms", atMost: cutWithinMs },
    { figure: "grownMb", label: "resident memory grown", as: "p50", unit: "MB", atMost: 20 },
    { figure: "grownMb", label: "resident memory grown", as: "max", unit: "MB" },
    { figure: "queueMb", label: "waiting in the process", as: "max", unit: "MB", atMost: 20 },
    { figure: "p99Ratio", label: "others' p99 ÷ the same before,", as: "p50", unit: "×", atMost: 1.2 },
    { figure: "p99Ms", label: "others' p99", as: "p50", unit: "ms" },
  ],
  async open({ isShort, program, random }): Promise<Stage> {
    const env = { METRICS_TOKEN: metricsToken };
    const world = await World.open({ program, env, clients: 8, wires: ["websocket", "messagepack"] });
    const wires = ["hub", "sse", "ws"] as const;
    let rounds = Math.floor(random() * wires.length);
    const warming = world.write(200, { body: largeOrder });
    // A short run measures no memory.
    while (!isShort && warming.acknowledged.length < warmUpEvents) await warming.next(withinMs);
    await world.judge();
    return {
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
      async round(): Promise<Figures> {
        const wire = wires[rounds++ % wires.length] ?? "hub";
        using watcher = new ConnectionWatcher(world.url, world.tokens);
        const writer = world.write(40, { body: largeOrder });
        // Warm: what the load itself needs is there before anything is measured.
        await writer.next(withinMs);
        await wait(measuredMs / 2);
        // With the same reader, while it reads: only its stopping is the difference.
        const before = new Set(watcher.open.map(({ id }) => id));
        const reading = await openReader(world, wire, "reads on");
        const readingId = await newcomer(watcher, before);
        const calm = await measure(world, writer, () => wait(measuredMs)).finally(() => reading.end());
        await watcher.until((now) => now.goneMs(readingId) !== undefined, withinMs, "the reader gone");
        const known = new Set(watcher.open.map(({ id }) => id));
        const cutsBefore = await gauge(world.url, "slow_consumers_cut_total");
        const stalled = await openReader(world, wire, "stops");
        const stalledMs = performance.now();
        try {
          const id = await newcomer(watcher, known);
          let slowMs = 0;
          const busy = await measure(world, writer, async () => {
            slowMs = await slowSince(world.url, () => watcher.goneMs(id));
            await watcher.until((now) => now.goneMs(id) !== undefined, cutWithinMs + 5_000, `${wire} cut`);
            await wait(Math.max(0, stalledMs + measuredMs - performance.now()));
          });
          if ((await gauge(world.url, "slow_consumers_cut_total")) <= cutsBefore)
            throw new BrokenPromise(`${wire} ended, and not for being slow`);
          const judged = await world.judge();
          return {
            ...judged,
            filledMs: slowMs - stalledMs,
            cutMs: (watcher.goneMs(id) ?? 0) - slowMs,
            queueMb: busy.mostQueueMb,
            grownMb: Math.max(0, busy.mostMb - calm.mostMb),
            p99Ratio: busy.p99Ms / calm.p99Ms,
            p99Ms: busy.p99Ms,
          };
        } finally {
          stalled.end();
        }
      },
    };
  },
};

/** The id of the connection that has come. */
async function newcomer(watcher: ConnectionWatcher, known: ReadonlySet<string>): Promise<string> {
  await watcher.until(({ open }) => open.some(({ id }) => !known.has(id)), withinMs, "the reader's connection");
  return watcher.open.find((each) => !known.has(each.id))?.id ?? "";
}

/** Resolves when the server knows of a connection that cannot keep up: only then the kernel holds all that it takes for a reader. */
async function slowSince(url: string, goneMs: () => number | undefined): Promise<number> {
  const endMs = performance.now() + 2 * withinMs;
  while (performance.now() < endMs) {
    if ((await gauge(url, "slow_connections")) > 0) return performance.now();
    // Slow for less than a sample, and cut.
    const ended = goneMs();
    if (ended !== undefined) return ended;
    await wait(sampleEveryMs);
  }
  throw new BrokenPromise("the server never found the reader slow");
}

/** One of the hub's own figures. */
async function gauge(url: string, name: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  return Number(new RegExp(`^hub_${name}\\S* (\\S+)`, "m").exec(await response.text())?.[1] ?? Number.NaN);
}

interface Measured {
  /** Resident, of the server's process. */
  mostMb: number;
  /** What has been written for clients and has not left the process. */
  mostQueueMb: number;
  /** From a command's sending until the others show it. */
  p99Ms: number;
}

async function measure(world: World, writer: Writer, during: () => Promise<unknown>): Promise<Measured> {
  const [resident, queued]: [number[], number[]] = [[], []];
  const from = writer.acknowledged.length;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      resident.push(await residentMb(world.system.pid));
      const bytes = await gauge(world.url, "queue_bytes");
      // A server that is too busy to say.
      if (!Number.isNaN(bytes)) queued.push(bytes / 2 ** 20);
      await wait(sampleEveryMs);
    }
  })();
  try {
    await during();
  } finally {
    isOver = true;
    await sampling;
  }
  const written = writer.acknowledged.slice(from);
  const last = written.at(-1);
  if (last === undefined) throw new BrokenPromise("nothing was acknowledged meanwhile");
  await world.fleet.allShow("orders", last, withinMs);
  return {
    mostMb: Math.max(...resident),
    mostQueueMb: Math.max(...queued),
    p99Ms: quantile(latencies(world, written), 0.99),
  };
}

function latencies(world: World, written: readonly Acknowledged[]): number[] {
  const sent = new Map(written.map(({ id, version, sentMs }) => [`${id} ${version}`, sentMs]));
  return world.fleet.recorders("orders").flatMap(({ entries }) =>
    entries.flatMap((entry) => {
      const sentMs = entry.kind === "event" ? sent.get(`${entry.id} ${entry.version}`) : undefined;
      return sentMs === undefined ? [] : [entry.atMs - sentMs];
    }),
  );
}

/** Of the whole process; Linux only. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** A reader that has begun, and reads on or no further. */
async function openReader(
  world: World,
  wire: "hub" | "sse" | "ws",
  then: "reads on" | "stops",
): Promise<{ end(): void }> {
  const token = await world.tokens.of("operator");
  if (wire === "sse") {
    const abort = new AbortController();
    const response = await fetch(`${world.url}/api/stream?streams=orders`, {
      signal: abort.signal,
      headers: { authorization: `Bearer ${token}` },
    });
    const reader = response.body?.getReader();
    await reader?.read();
    if (then === "reads on") void readOn(reader);
    return { end: () => abort.abort() };
  }
  const socket = wire === "hub" ? await openRawHub(world.url, token) : await openBare(world.url, token);
  if (wire === "hub") sendCall(socket, 1, "subscribe", { stream: "orders" });
  else socket.send(JSON.stringify({ op: "subscribe", id: 1, stream: "orders" }));
  await new Promise<void>((resolve) => socket.once("message", () => resolve()));
  if (then === "stops") socket.pause();
  return { end: () => socket.terminate() };
}

/** Until it is broken off. */
async function readOn(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  try {
    while (reader !== undefined && !(await reader.read()).done);
  } catch {
    // Broken off by its own test.
  }
}

async function openBare(url: string, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers: { authorization: `Bearer ${token}` } });
  socket.on("error", () => socket.terminate());
  await new Promise<void>((resolve) => socket.once("open", () => resolve()));
  return socket;
}
