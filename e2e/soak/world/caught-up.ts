import type { Fleet } from "../clients/fleet";
import type { EventEntry, Item } from "../oracle/entries";
import { BrokenPromise } from "../row";

const withinMs = 60_000;

/** Waits until every client shows an order, and tells how long after `sinceMs` each was given it. */
export async function caughtUpMs(fleet: Fleet, order: Item, sinceMs: number): Promise<number[]> {
  await fleet.allShow("orders", order, withinMs);
  return fleet.recorders("orders").map((recorder) => {
    const isIt = (entry: unknown): entry is EventEntry =>
      (entry as EventEntry).id === order.id && (entry as EventEntry).version === order.version;
    // A snapshot that covers it is as good.
    const at = recorder.entries.find(isIt) ?? recorder.entries.findLast(({ kind }) => kind === "snapshot");
    if (at === undefined) throw new BrokenPromise(`${recorder.client} has no log`);
    return Math.max(0, at.atMs - sinceMs);
  });
}
