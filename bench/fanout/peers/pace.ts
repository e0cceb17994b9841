import { nowUs, waitMs } from "../clock";
import { newUpdate } from "../frames";
import type { Load } from "../messages";
import type { Peer } from "./peer";
import type { Progress } from "./progress";

/** Updates of one receiver that may be under way in a saturated run: enough to keep both processes busy, far below any bound. */
const window = 64;

/** Sends by the load's pace. Every update that it has ever sent has to have arrived when a saturated run begins. */
export class Pacer {
  readonly #peer: Peer;
  readonly #progress: Progress;
  #sentEver = 0;

  constructor(peer: Peer, progress: Progress) {
    this.#peer = peer;
    this.#progress = progress;
  }

  async send(load: Load): Promise<{ updates: number; startedAtUs: number }> {
    const startedAtUs = nowUs();
    const sentBefore = this.#sentEver;
    if (load.intervalMs === null) await this.#saturate(load);
    else await this.#keepTime(load, load.intervalMs);
    return { updates: this.#sentEver - sentBefore, startedAtUs };
  }

  async #keepTime(load: Load, intervalMs: number): Promise<void> {
    const startedMs = performance.now();
    const ticks = Math.round(load.durationMs / intervalMs);
    for (let tick = 1; tick <= ticks; tick += 1) {
      this.#tick(load);
      await waitMs(Math.max(0, startedMs + tick * intervalMs - performance.now()));
    }
  }

  /** The ticks follow each other in turns of the loop as long as the receivers are not too far behind. */
  async #saturate(load: Load): Promise<void> {
    const endMs = performance.now() + load.durationMs;
    const alreadyArrived = this.#sentEver * load.receivers - this.#progress.arrived;
    if (alreadyArrived > load.receivers) throw new Error("A saturated run began before all was received.");
    while (performance.now() < endMs) {
      const underWay = this.#sentEver - this.#progress.arrived / load.receivers;
      if (underWay + load.updatesPerTick > window) await this.#progress.next();
      else {
        this.#tick(load);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  #tick(load: Load): void {
    for (let count = 0; count < load.updatesPerTick; count += 1) this.#peer.update(newUpdate());
    this.#sentEver += load.updatesPerTick;
    if (load.largeBytesPerTick > 0)
      this.#peer.large({ padding: "x".repeat(load.largeBytesPerTick) }, load.largeDelivery);
  }
}
