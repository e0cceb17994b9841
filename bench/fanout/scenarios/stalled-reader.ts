import type { Load, PeerName } from "../messages";
import type { Pair, Programs } from "../pair";
import type { Plan } from "../plan";
import type { Results } from "../results";
import type { Run } from "../rounds";
import { runRounds } from "../rounds";

const largeBytes = 64 * 1024;
/** More than the kernel holds for a connection (about 6 MB each way round): from there on it is the process that has to. */
const fill = { intervalMs: 5, durationMs: 1_500 };
/** Often enough for a p99 that one pause of the machine does not decide. */
const intervalMs = 50;
const megabyte = 1024 * 1024;

type Delivery = Load["largeDelivery"];
const nouns: Record<Delivery, string> = {
  latest: "latest wins",
  state: "nothing dropped",
};

export const rows = {
  growth: (delivery: Delivery) => `stalled reader, ${nouns[delivery]}: memory grown`,
  sent: (delivery: Delivery) => `stalled reader, ${nouns[delivery]}: sent to it`,
  p99: (delivery: Delivery) => `stalled reader, ${nouns[delivery]}: others' p99`,
};
export const readingP99 = (delivery: Delivery) => `the same reader reads, ${nouns[delivery]}: others' p99`;

/** Others know no kinds of events: there each is kept until it is read. */
const cases: readonly { peer: PeerName; delivery: Delivery }[] = [
  { peer: "raw ws", delivery: "state" },
  { peer: "Socket.IO", delivery: "state" },
  { peer: "hub JSON", delivery: "latest" },
  { peer: "hub JSON", delivery: "state" },
];

/**
 * Everybody gets an update at 20 Hz; one reader gets 64 kB a tick beside, and stops reading. How much the server process holds for it, and
 * what the others notice: the same is measured while that one reads.
 */
export async function measureStalledReader(
  programs: Programs,
  results: Results,
  plan: Plan["stalledReader"],
): Promise<void> {
  const runs: Run[] = cases.flatMap(({ peer, delivery }) =>
    (["reads", "stalls"] as const).map((large) => ({
      peer,
      what: `one reader of ${plan.connections} ${large}, ${delivery}`,
      measure: (pair: Pair) => measureOne(pair, results, plan, peer, delivery, large),
    })),
  );
  await runRounds(programs, results, plan.rounds, runs);
}

async function measureOne(
  { server, load }: Pair,
  results: Results,
  plan: Plan["stalledReader"],
  peer: PeerName,
  delivery: Delivery,
  large: "reads" | "stalls",
): Promise<void> {
  const { port, progressPort } = await server("listen", { peer, isGrouped: true });
  await load("open", {
    peer,
    port,
    progressPort,
    count: plan.connections,
    atOnce: 500,
    calls: ["joinUpdates"],
    resume: null,
    large,
  });
  const others = plan.connections - 1;
  const toEverybody: Load = {
    receivers: others,
    updatesPerTick: 1,
    intervalMs,
    durationMs: 1_000,
    largeBytesPerTick: 0,
    largeDelivery: delivery,
  };
  await server("send", toEverybody);
  const before = await server("usage", { collectGarbage: true });
  await server("send", { ...toEverybody, ...fill, updatesPerTick: 0, largeBytesPerTick: largeBytes });
  await load("reset", null);
  const sent = await server("send", { ...toEverybody, durationMs: plan.durationMs, largeBytesPerTick: largeBytes });
  const received = await load("received", { updates: sent.updates * others, frames: 0 });
  const after = await server("usage", { collectGarbage: true });

  if (large === "reads") {
    results.add(readingP99(delivery), "ms", peer, received.p99Ms);
    return;
  }
  const ticks = fill.durationMs / fill.intervalMs + plan.durationMs / intervalMs;
  results.add(rows.growth(delivery), "MB", peer, (after.heldBytes - before.heldBytes) / megabyte);
  results.add(rows.sent(delivery), "MB", peer, (ticks * largeBytes) / megabyte);
  results.add(rows.p99(delivery), "ms", peer, received.p99Ms);
}
