import type { Load, PeerName } from "../messages";
import { peerNames } from "../messages";
import type { Pair, Programs } from "../pair";
import type { Plan } from "../plan";
import type { Results } from "../results";
import type { Run } from "../rounds";
import { runRounds } from "../rounds";

const tickMs = 100;
/** Rate-bound first: what is said of them is what a product sees. */
const modes = [
  { name: "1 update a tick, 10 Hz", updatesPerTick: 1, intervalMs: tickMs },
  { name: "8 updates a tick, 10 Hz", updatesPerTick: 8, intervalMs: tickMs },
  { name: "1 update a tick, saturated", updatesPerTick: 1, intervalMs: null },
  { name: "8 updates a tick, saturated", updatesPerTick: 8, intervalMs: null },
] as const;
type Mode = (typeof modes)[number];

export const rows = {
  cpu: (mode: Mode["name"]) => `CPU per update, ${mode}`,
  deliveries: (mode: Mode["name"]) => `deliveries/s, ${mode}`,
  p50: (mode: Mode["name"]) => `p50, ${mode}`,
  p99: (mode: Mode["name"]) => `p99, ${mode}`,
  bytes: "an update on the wire",
  loadBusy: (mode: Mode["name"]) => `load generator busy, ${mode}`,
};

/** The same updates to a group of everybody: what one costs the server, how long it takes, how many there can be. */
export async function measureFanOut(programs: Programs, results: Results, plan: Plan["fanOut"]): Promise<void> {
  const runs: Run[] = modes.flatMap((mode) =>
    peerNames.map((peer) => ({
      peer,
      what: mode.name,
      measure: (pair: Pair) => measureOne(pair, results, plan, mode, peer),
    })),
  );
  await runRounds(programs, results, plan.rounds, runs);
}

async function measureOne(
  { server, load }: Pair,
  results: Results,
  plan: Plan["fanOut"],
  mode: Mode,
  peer: PeerName,
): Promise<void> {
  const { connections } = plan;
  const { port, progressPort } = await server("listen", { peer, isGrouped: true });
  await load("open", {
    peer,
    port,
    progressPort,
    count: connections,
    atOnce: 500,
    calls: ["joinUpdates"],
    resume: null,
    large: "nobody",
  });
  const pace: Omit<Load, "durationMs" | "intervalMs"> = {
    receivers: connections,
    updatesPerTick: mode.updatesPerTick,
    largeBytesPerTick: 0,
    largeDelivery: "state",
  };
  const sendFor = async (durationMs: number, intervalMs: number | null) => {
    await load("reset", null);
    const before = await server("usage", { collectGarbage: false });
    const sent = await server("send", { ...pace, durationMs, intervalMs });
    const received = await load("received", { updates: sent.updates * connections, frames: 0 });
    const after = await server("usage", { collectGarbage: false });
    return { sent, received, cpuUs: after.cpuUs - before.cpuUs };
  };

  // At full speed, so that the rate-bound runs too measure compiled code; then a few ticks at the pace itself.
  await sendFor(plan.warmUpMs, null);
  await sendFor(5 * tickMs, mode.intervalMs);
  const { sent, received, cpuUs } = await sendFor(plan.durationMs, mode.intervalMs);
  const expected = sent.updates * connections;
  if (received.updates !== expected) throw new Error(`${received.updates} updates arrived, not ${expected}.`);
  const elapsedUs = received.lastAtUs - sent.startedAtUs;
  results.add(rows.cpu(mode.name), "µs", peer, cpuUs / expected);
  if (mode.intervalMs === null) {
    results.add(rows.deliveries(mode.name), "/s", peer, (expected / elapsedUs) * 1e6);
    results.add(rows.loadBusy(mode.name), "%", peer, (received.cpuUs / elapsedUs) * 100);
  } else {
    results.add(rows.p50(mode.name), "ms", peer, received.p50Ms);
    results.add(rows.p99(mode.name), "ms", peer, received.p99Ms);
    if (mode.updatesPerTick === 1) results.add(rows.bytes, "B", peer, received.bytes / received.frames);
  }
}
