import type { Cursor, DataEvent, HubError, SnapshotReply, StreamEvent } from "@/lib/hub-protocol";
import { isVoid } from "@/lib/hub-protocol";
import { runHandler } from "./environment";

export type TypedEvent<Data> = Omit<DataEvent, "data"> & { data: Data };

/** `announced`: it replaces what could not be continued, and people should be told; otherwise it is where a newcomer starts. */
export interface StreamStart<Snapshot> {
  snapshot: Snapshot;
  epoch: string;
  head: number;
  /** The rest of the list, by REST; null when the snapshot is all. */
  cursor: string | null;
  announced: boolean;
}

export interface StreamHandlers<Data = unknown, Snapshot = unknown> {
  /** Where to go on from, such as what a page rendered on the server carries. Absent, it starts with a snapshot. */
  cursor?: Cursor;
  /**
   * In order, each once, never empty. `cursor` is the place after them: what to save once they are applied.
   * `replayed`: they were missed before and are being caught up with.
   */
  onEvents: (events: TypedEvent<Data>[], about: { cursor: Cursor; replayed: boolean }) => void;
  onSnapshot: (start: StreamStart<Snapshot>) => void;
  /** All that was missed is applied; `count` events of it. Not told at the first start, but after each gap. */
  onCaughtUp?: (about: { count: number }) => void;
  /** It cannot go on on this connection (not allowed, no such stream). The next connection tries again. */
  onError?: (error: HubError) => void;
}

/** One user of a stream, with a place of its own. */
export class StreamUser {
  readonly #handlers: StreamHandlers;
  #caughtUp = 0;
  #wasLive = false;
  cursor: Cursor | null;

  constructor(handlers: StreamHandlers) {
    this.#handlers = handlers;
    this.cursor = handlers.cursor ?? null;
  }

  isAt(place: Cursor): boolean {
    return this.cursor?.epoch === place.epoch && this.cursor.offset === place.offset;
  }

  /** Takes what it does not have yet of a run without holes, if the run reaches down to its place. */
  take(events: readonly StreamEvent[], replayed: boolean): void {
    const from = this.cursor;
    const first = events[0];
    const last = events.at(-1);
    if (from === null || first === undefined || last === undefined) return;
    if (from.epoch !== last.epoch || first.offset > from.offset + 1 || last.offset <= from.offset) return;
    const fresh = events.filter((event) => event.offset > from.offset && !isVoid(event)) as DataEvent[];
    const cursor = { epoch: last.epoch, offset: last.offset };
    this.cursor = cursor;
    if (replayed) this.#caughtUp += fresh.length;
    if (fresh.length > 0) runHandler(() => this.#handlers.onEvents(fresh, { cursor, replayed }));
  }

  restart({ epoch, head, snapshot, cursor }: SnapshotReply): void {
    const announced = this.cursor !== null;
    this.cursor = { epoch, offset: head };
    runHandler(() => this.#handlers.onSnapshot({ snapshot, epoch, head, cursor, announced }));
  }

  /** It stands where the stream is; `missed`: there was, or may have been, a gap before. */
  live(missed: boolean): void {
    const count = this.#caughtUp;
    this.#caughtUp = 0;
    if (this.#wasLive && missed) runHandler(() => this.#handlers.onCaughtUp?.({ count }));
    this.#wasLive = true;
  }

  fail(error: HubError): void {
    runHandler(() => this.#handlers.onError?.(error));
  }
}
