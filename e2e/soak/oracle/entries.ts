/** One state of something: every change gives it the next version. */
export interface Item {
  id: string;
  version: number;
}

/** A start, or an announced new one. */
export interface SnapshotEntry {
  kind: "snapshot";
  epoch: string;
  head: number;
  /** The states that came with it. */
  items: readonly Item[];
  /** The rest of the list, which came by REST while events went on: what it holds was not shown from the start. */
  later: readonly Item[];
  announced: boolean;
  atMs: number;
}

export interface EventEntry extends Item {
  kind: "event";
  epoch: string;
  offset: number;
  atMs: number;
  /** The version that the client shows after it. */
  shown: number;
}

export type Entry = SnapshotEntry | EventEntry;

/** What one client applied of one stream, in its order, and what it shows in the end: version by id. */
export interface ClientLog {
  client: string;
  entries: readonly Entry[];
  view: ReadonlyMap<string, number>;
}
