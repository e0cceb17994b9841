import type { PeerName } from "../messages";
import { isHub, peerNames } from "../messages";
import type { Pair, Programs } from "../pair";
import type { Results } from "../results";
import { runRounds } from "../rounds";

const shapes = [
  { shape: "objects", areRounded: true, name: "objects, two decimals" },
  { shape: "columns", areRounded: true, name: "columns, two decimals" },
  { shape: "objects", areRounded: false, name: "objects, as sampled" },
  { shape: "columns", areRounded: false, name: "columns, as sampled" },
] as const;
type ShapeName = (typeof shapes)[number]["name"];

export const rows = {
  payload: (shape: ShapeName) => `metrics frame, ${shape}: payload`,
  wire: (shape: ShapeName) => `metrics frame, ${shape}: on the wire`,
};

/** What one metrics frame of 12 series takes, alone and with everything around it, by the bytes that a client reads. Columns are the hub's shape. */
export async function measureFrameBytes(programs: Programs, results: Results): Promise<void> {
  const measureOne = async (peer: PeerName, { server, load }: Pair) => {
    const { port, progressPort } = await server("listen", { peer, isGrouped: true });
    await load("open", {
      peer,
      port,
      progressPort,
      count: 1,
      atOnce: 1,
      calls: ["joinUpdates"],
      resume: null,
      large: "nobody",
    });
    for (const { shape, areRounded, name } of shapes) {
      if (shape === "columns" && !isHub(peer)) continue;
      await load("reset", null);
      const { payloadBytes } = await server("sendMetrics", { shape, areRounded });
      const { bytes, frames } = await load("received", { updates: 0, frames: 1 });
      if (frames !== 1) throw new Error(`${frames} frames arrived in place of one.`);
      results.add(rows.payload(name), "B", peer, payloadBytes);
      results.add(rows.wire(name), "B", peer, bytes);
    }
  };
  await runRounds(
    programs,
    results,
    1,
    peerNames.map((peer) => ({ peer, what: "bytes of a frame", measure: (pair: Pair) => measureOne(peer, pair) })),
  );
}
