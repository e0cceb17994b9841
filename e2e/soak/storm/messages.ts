import type { Item } from "../oracle/entries";
import type { Facts } from "../oracle/judge";

/** To a process of clients. `show` is answered once each of them shows the item. */
export type Order =
  | { kind: "start"; url: string; token: string; clients: number }
  | { kind: "show"; item: Item; withinMs: number }
  | { kind: "judge"; facts: Pick<Facts, "written" | "database"> };

/** Times in ms since 1970: each process has its own performance clock. */
export type Answer =
  | { kind: "started" }
  | { kind: "shown"; atMs: number[] }
  | { kind: "judged"; words: string[]; resyncs: number }
  | { kind: "failed"; message: string };
