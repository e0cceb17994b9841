import { waitMs } from "../clock";
import type { PeerName } from "../messages";
import { peerNames } from "../messages";
import type { Pair, Programs } from "../pair";
import type { Plan } from "../plan";
import type { Results } from "../results";
import type { Run } from "../rounds";
import { runRounds } from "../rounds";

/** Opened and closed before, so that what is made once, for the first connection, is not counted. */
const warmUpConnections = 100;

export const rows = {
  held: (size: number) => `idle connection of ${size}: heap and buffers`,
  resident: (size: number) => `idle connection of ${size}: resident`,
  residentOld: (size: number) => `idle connection of ${size}: resident, young generation left out`,
};

/** What a connection takes that does nothing: at the hub authenticated, in a group and subscribed to a durable stream, elsewhere bare. */
export async function measureIdleMemory(programs: Programs, results: Results, plan: Plan["idleMemory"]): Promise<void> {
  const runs: Run[] = plan.sizes.flatMap((size) =>
    peerNames.map((peer) => ({
      peer,
      what: `memory of ${size} idle connections`,
      measure: (pair: Pair) => measureOne(pair, results, plan, size, peer),
    })),
  );
  await runRounds(programs, results, plan.rounds, runs);
}

async function measureOne(
  { server, load }: Pair,
  results: Results,
  plan: Plan["idleMemory"],
  size: number,
  peer: PeerName,
): Promise<void> {
  const { port, progressPort } = await server("listen", { peer, isGrouped: false });
  const open = async (count: number) => {
    await load("open", {
      peer,
      port,
      progressPort,
      count,
      atOnce: 200,
      calls: ["subscribe", "joinUpdates"],
      resume: null,
      large: "nobody",
    });
    await server("waitForConnections", { count });
  };
  await open(warmUpConnections);
  await load("cut", null);
  await server("waitForConnections", { count: 0 });
  await waitMs(plan.settleMs);
  const before = await server("usage", { collectGarbage: true });
  await open(size);
  await waitMs(plan.settleMs);
  const after = await server("usage", { collectGarbage: true });
  const kilobytesEach = (grown: number) => grown / size / 1024;
  const resident = after.residentBytes - before.residentBytes;
  const young = after.youngBytes - before.youngBytes;
  results.add(rows.held(size), "KB", peer, kilobytesEach(after.heldBytes - before.heldBytes));
  results.add(rows.resident(size), "KB", peer, kilobytesEach(resident));
  results.add(rows.residentOld(size), "KB", peer, kilobytesEach(resident - young));
}
