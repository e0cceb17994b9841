import type { OpenInput, PeerName } from "../messages";
import { isHub, peerNames } from "../messages";
import type { Pair, Programs } from "../pair";
import type { Plan } from "../plan";
import type { Results } from "../results";
import { runRounds } from "../rounds";

/** Handshakes under way at once: far more than the server can do, and fewer than its queue of new connections holds. */
const atOnce = 2_000;
const eventsBefore = 10;
const missed = 5;

export const rows = {
  live: (connections: number) => `${connections} reconnects at once`,
  cpu: (connections: number) => `CPU per reconnect of ${connections}`,
  loadBusy: (connections: number) => `load generator busy, ${connections} reconnects`,
};

/**
 * All connections are cut and come back. At the hub each shows its token and continues the durable stream at its offset, and is live when
 * it was told exactly what it missed; elsewhere it is live when it is connected.
 */
export async function measureReconnects(programs: Programs, results: Results, plan: Plan["reconnects"]): Promise<void> {
  await runRounds(
    programs,
    results,
    plan.rounds,
    peerNames.map((peer) => ({
      peer,
      what: `${plan.connections} reconnects`,
      measure: (pair: Pair) => measureOne(pair, results, plan.connections, peer),
    })),
  );
}

async function measureOne({ server, load }: Pair, results: Results, count: number, peer: PeerName): Promise<void> {
  const { port, progressPort } = await server("listen", { peer, isGrouped: false });
  const open = async (resume: OpenInput["resume"]) => {
    const opened = await load("open", {
      peer,
      port,
      progressPort,
      count,
      atOnce,
      calls: ["subscribe"],
      resume,
      large: "nobody",
    });
    await server("waitForConnections", { count });
    return opened;
  };
  await open(null);
  const place = isHub(peer) ? await server("appendNews", { count: eventsBefore }) : null;
  await load("cut", null);
  await server("waitForConnections", { count: 0 });
  if (place !== null) await server("appendNews", { count: missed });
  const before = await server("usage", { collectGarbage: true });
  const { elapsedMs, cpuUs } = await open(place === null ? null : { place, missed });
  const after = await server("usage", { collectGarbage: false });
  results.add(rows.live(count), "s", peer, elapsedMs / 1000);
  results.add(rows.cpu(count), "µs", peer, (after.cpuUs - before.cpuUs) / count);
  results.add(rows.loadBusy(count), "%", peer, cpuUs / elapsedMs / 10);
}
