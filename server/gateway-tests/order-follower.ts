/** Somebody who follows the orders on every wire at once, and goes on knocking after they were sent away. */
import { performance } from "node:perf_hooks";
import type { OpsHub } from "@/lib/contracts/ops-hub";
import { contractOf, createHubClient } from "@/lib/hub-client";
import { openEvents } from "./event-source";
import { openWebSocket } from "./web-socket-client";

export const wires = ["websocket", "polling", "sse", "ws"] as const;
export type Wire = (typeof wires)[number];

/** One connection: what arrived on it so far, and when it ended for the first time, in ms of `performance.now`. */
interface Followed {
  wire: Wire;
  frames(): number;
  endedAtMs(): number | null;
  /** The code that it ended with first. */
  code(): string | number | null;
  stop(): void;
}

export interface OrderFollower extends Disposable {
  readonly connections: readonly Followed[];
  /** Everything that arrived on all of them. */
  frames(): number;
}

const knockEveryMs = 250;

/** Resolves when all four are live. With `knocks` each comes back every 250 ms with the same token, as a client would that does not give up. */
export async function followOrders(url: string, token: string, { knocks = false } = {}): Promise<OrderFollower> {
  const connections = await Promise.all([
    followHub(url, token, "websocket", knocks),
    followHub(url, token, "polling", knocks),
    followPlain("sse", knocks, () => openSse(url, token)),
    followPlain("ws", knocks, () => openRaw(url, token)),
  ]);
  return {
    connections,
    frames: () => connections.reduce((sum, connection) => sum + connection.frames(), 0),
    [Symbol.dispose]() {
      for (const connection of connections) connection.stop();
    },
  };
}

async function followHub(
  url: string,
  token: string,
  wire: "websocket" | "polling",
  knocks: boolean,
): Promise<Followed> {
  const client = createHubClient(contractOf<OpsHub>("/hubs/ops"), {
    url,
    auth: async () => ({ token }),
    transports: [wire],
  });
  let frames = 0;
  let end: { atMs: number; code: string } | null = null;
  client.subscribeState((state) => {
    if (state.kind === "closed") end ??= { atMs: performance.now(), code: state.code };
  });
  await new Promise<void>((resolve) => {
    client.stream("orders", {
      onSnapshot() {
        frames += 1;
        resolve();
      },
      onEvents: (events) => {
        frames += events.length;
      },
    });
    client.connect();
  });
  const knocking = setInterval(() => knocks && client.state.kind === "closed" && client.connect(), knockEveryMs);
  return {
    wire,
    frames: () => frames,
    endedAtMs: () => end?.atMs ?? null,
    code: () => end?.code ?? null,
    stop() {
      clearInterval(knocking);
      client.close();
    },
  };
}

/** One opening of a wire that does not come back by itself. */
interface Opening {
  frames(): number;
  ended: Promise<string | number>;
  stop(): void;
}

async function followPlain(wire: "sse" | "ws", knocks: boolean, open: () => Promise<Opening>): Promise<Followed> {
  const openings: Opening[] = [];
  let end: { atMs: number; code: string | number } | null = null;
  let isOver = false;
  let knocking: NodeJS.Timeout | undefined;
  async function begin(): Promise<void> {
    const opening = await open();
    openings.push(opening);
    void opening.ended.then((code) => {
      if (!isOver) end ??= { atMs: performance.now(), code };
      knockAgain();
    });
  }
  function knockAgain(): void {
    // Refused is what is expected; the next knock comes all the same.
    if (knocks && !isOver) knocking = setTimeout(() => void begin().catch(knockAgain), knockEveryMs);
  }
  await begin();
  return {
    wire,
    frames: () => openings.reduce((sum, opening) => sum + opening.frames(), 0),
    endedAtMs: () => end?.atMs ?? null,
    code: () => end?.code ?? null,
    stop() {
      isOver = true;
      clearTimeout(knocking);
      for (const opening of openings) opening.stop();
    },
  };
}

async function openSse(url: string, token: string): Promise<Opening> {
  const opened = await openEvents(`${url}/api/stream?streams=orders`, { token });
  if (opened.status !== 200) throw new Error(`HTTP ${opened.status}`);
  const codeOf = () =>
    JSON.parse(opened.events.findLast(({ event }) => event === "notice")?.data ?? "{}").code ?? "none";
  return {
    frames: () => opened.events.length,
    ended: opened.ended.then(codeOf),
    stop: () => opened[Symbol.dispose](),
  };
}

async function openRaw(url: string, token: string): Promise<Opening> {
  const client = await openWebSocket(url, { token });
  await client.ask({ op: "subscribe", stream: "orders" });
  return { frames: () => client.told.length, ended: client.closed, stop: () => client[Symbol.dispose]() };
}
