import { ChainStart } from "./chain";
import type { Link } from "./link";
import type { EncodingName } from "./packet";
import type { WireCounters } from "./wire";

/** A connection that was written to gets the next write at the next of these, with whatever has come for it until then. */
export const tickMs = 16;

/**
 * Decides when each connection is written to: an idle one at the next `setImmediate`, so that a burst leaves as one, the others on a timer
 * that all share. Whatever came for a connection until then is one write.
 */
export class Pump {
  readonly counters: WireCounters;
  readonly starts: Readonly<Record<EncodingName, ChainStart>> = { json: new ChainStart(), msgpack: new ChainStart() };
  /** Grows with each tick; a link that was flushed in the present one is not idle. */
  #tick = 1;
  #idle: Link[] = [];
  #busy: Link[] = [];
  #isImmediateSet = false;
  #isTimerSet = false;

  constructor(counters: WireCounters) {
    this.counters = counters;
  }

  /** Has `link` flushed soon. Called by a link when the first message waits in it. */
  schedule(link: Link): void {
    if (link.flushedInTick === this.#tick) {
      this.#busy.push(link);
      return;
    }
    this.#idle.push(link);
    if (this.#isImmediateSet) return;
    this.#isImmediateSet = true;
    setImmediate(() => this.#flushIdle());
  }

  #flushIdle(): void {
    this.#isImmediateSet = false;
    const links = this.#idle;
    this.#idle = [];
    this.#flush(links);
  }

  #flushBusy(): void {
    this.#isTimerSet = false;
    this.#tick += 1;
    const links = this.#busy;
    this.#busy = [];
    if (links.length > 0) this.#flush(links);
  }

  #flush(links: readonly Link[]): void {
    for (const link of links) {
      link.flushedInTick = this.#tick;
      link.isScheduled = false;
      link.flush();
    }
    this.starts.json.forget();
    this.starts.msgpack.forget();
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    setTimeout(() => this.#flushBusy(), tickMs);
  }
}
