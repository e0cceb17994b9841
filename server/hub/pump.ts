import { ChainStart } from "./chain";
import type { Link } from "./link";
import type { EncodingName } from "./packet";
import type { WireCounters } from "./wire";

/** A connection that was written to gets the next write at the next of these, with whatever has come for it until then. */
export const tickMs = 16;

/**
 * Decides when each connection is written to: an idle one, and one whose client waits for an answer, at the next `setImmediate`, so that a
 * burst leaves as one, the others on a timer that all share. Whatever came for a connection until then is one write.
 */
export class Pump {
  readonly counters: WireCounters;
  readonly starts: Readonly<Record<EncodingName, ChainStart>> = { json: new ChainStart(), msgpack: new ChainStart() };
  /** Grows with each tick; a link that was flushed in the present one is not idle. */
  #tick = 1;
  #soon: Link[] = [];
  #busy: Link[] = [];
  #isImmediateSet = false;
  #isTimerSet = false;

  constructor(counters: WireCounters) {
    this.counters = counters;
  }

  /**
   * Has `link` flushed, with everything that waits in it: an idle one and one whose client waits for what was just written at the next
   * `setImmediate`, the others with the tick. Called when the first message waits in it, and for the first that is awaited.
   */
  schedule(link: Link, isAwaited: boolean): void {
    if (link.flushedInTick === this.#tick && !isAwaited) {
      link.due = "tick";
      this.#busy.push(link);
      return;
    }
    link.due = "soon";
    this.#soon.push(link);
    if (this.#isImmediateSet) return;
    this.#isImmediateSet = true;
    setImmediate(() => this.#flushSoon());
  }

  #flushSoon(): void {
    this.#isImmediateSet = false;
    const links = this.#soon;
    this.#soon = [];
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
      link.due = "never";
      link.flush();
    }
    this.starts.json.forget();
    this.starts.msgpack.forget();
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    setTimeout(() => this.#flushBusy(), tickMs);
  }
}
