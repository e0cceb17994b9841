import type { PeerName } from "./messages";
import { isHub, peerNames } from "./messages";
import type { Results } from "./results";
import { ratioOf } from "./results";
import { rows as fanOut } from "./scenarios/fan-out";
import { rows as frameBytes } from "./scenarios/frame-bytes";
import { rows as idleMemory } from "./scenarios/idle-memory";
import { rows as reconnects } from "./scenarios/reconnects";
import { readingP99, rows as stalled } from "./scenarios/stalled-reader";

/** What a row of the table has to reach, as `performance.md` sets it; `value` is null where it was not measured. */
export interface Bar {
  /** The row beside which it stands. */
  row: string;
  text: string;
  reached: { peer: PeerName; value: number | null; isReached: boolean }[];
}

const hubs = peerNames.filter(isHub);

/** Bars on 8 updates a tick and on 1 stand beside the rate-bound rows; how many reconnects is the plan's affair. */
export function barsOf(results: Results, reconnectCount: number): Bar[] {
  const bar = (row: string, text: string, most: number, valueFor: (peer: PeerName) => number | null): Bar => ({
    row,
    text,
    reached: hubs
      .map((peer) => ({ peer, value: valueFor(peer) }))
      .map(({ peer, value }) => ({ peer, value, isReached: value !== null && value <= most })),
  });
  const ratioTo = (row: string, reference: PeerName) => (peer: PeerName) =>
    results.ratio(row, peer, reference)?.median ?? null;
  const medianOf = (row: string) => (peer: PeerName) => results.spread(row, peer)?.median ?? null;

  const eight = fanOut.cpu("8 updates a tick, 10 Hz");
  const one = fanOut.cpu("1 update a tick, 10 Hz");
  const columns = frameBytes.payload("columns, two decimals");
  const sampledColumns = frameBytes.payload("columns, as sampled");
  const live = reconnects.live(reconnectCount);
  return [
    bar(eight, "≤ 0.20 × raw ws", 0.2, ratioTo(eight, "raw ws")),
    bar(eight, "≤ 0.20 × Socket.IO", 0.2, ratioTo(eight, "Socket.IO")),
    bar(one, "≤ 1.15 × raw ws", 1.15, ratioTo(one, "raw ws")),
    bar(one, "≤ 0.95 × Socket.IO", 0.95, ratioTo(one, "Socket.IO")),
    bar(columns, "≤ 0.25 × JSON objects", 0.25, (peer) =>
      medianRatio(results.values(columns, peer), results.values(frameBytes.payload("objects, two decimals"), "raw ws")),
    ),
    bar(sampledColumns, "≤ 0.25 × JSON objects", 0.25, (peer) =>
      medianRatio(
        results.values(sampledColumns, peer),
        results.values(frameBytes.payload("objects, as sampled"), "raw ws"),
      ),
    ),
    bar(idleMemory.resident(10_000), "≤ 14 KB", 14, medianOf(idleMemory.resident(10_000))),
    bar(live, "≤ 1.3 × Socket.IO", 1.3, ratioTo(live, "Socket.IO")),
    ...(["latest", "state"] as const).flatMap((delivery) => [
      bar(stalled.growth(delivery), "≤ 2 MB (bounded)", 2, medianOf(stalled.growth(delivery))),
      bar(stalled.p99(delivery), "< 1.2 × the same while it reads", 1.2, (peer) =>
        medianRatio(results.values(stalled.p99(delivery), peer), results.values(readingP99(delivery), peer)),
      ),
    ]),
  ];
}

const medianRatio = (values: readonly number[], references: readonly number[]): number | null =>
  ratioOf(values, references)?.median ?? null;
