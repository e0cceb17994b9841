import { nowUs } from "../clock";
import { stampDigits, stampMark } from "../frames";
import type { Received } from "../messages";
import { Latencies } from "./latencies";

const mark = Buffer.from(stampMark);
const [firstOfMark, secondOfMark] = mark;

/** Counts what arrives at all connections together and how long each update took. */
export class Arrivals {
  readonly #latencies = new Latencies();
  /** How far before a frame's end its stamp begins: the same for all updates of one dialect, learned from the first. */
  #stampBeforeEnd = 0;
  #updatesEver = 0;
  #updates = 0;
  #frames = 0;
  #bytes = 0;
  #lastAtUs = 0;
  #cpuAtReset = process.cpuUsage();

  /** Not touched by `reset`. */
  get updatesEver(): number {
    return this.#updatesEver;
  }

  get updates(): number {
    return this.#updates;
  }

  get frames(): number {
    return this.#frames;
  }

  reset(): void {
    this.#latencies.clear();
    this.#updates = 0;
    this.#frames = 0;
    this.#bytes = 0;
    this.#cpuAtReset = process.cpuUsage();
  }

  /** Takes one data frame; returns whether it is an update. */
  add(data: Buffer, start: number, end: number): boolean {
    this.#frames += 1;
    this.#bytes += end - start + headerBytes(end - start);
    if (!this.#isStamped(data, start, end)) return false;
    const now = nowUs();
    this.#updatesEver += 1;
    this.#updates += 1;
    this.#lastAtUs = now;
    this.#latencies.add(now - stampIn(data, end - this.#stampBeforeEnd + mark.length));
    return true;
  }

  total(): Received {
    const { user, system } = process.cpuUsage(this.#cpuAtReset);
    return {
      updates: this.#updates,
      frames: this.#frames,
      bytes: this.#bytes,
      p50Ms: this.#latencies.quantileMs(0.5),
      p99Ms: this.#latencies.quantileMs(0.99),
      lastAtUs: this.#lastAtUs,
      cpuUs: user + system,
    };
  }

  #isStamped(data: Buffer, start: number, end: number): boolean {
    if (this.#stampBeforeEnd === 0) {
      const at = data.subarray(start, end).lastIndexOf(mark);
      if (at < 0) return false;
      this.#stampBeforeEnd = end - start - at;
      return true;
    }
    const at = end - this.#stampBeforeEnd;
    return at >= start && data[at] === firstOfMark && data[at + 1] === secondOfMark;
  }
}

function stampIn(data: Buffer, at: number): number {
  let us = 0;
  for (let index = at; index < at + stampDigits; index += 1) us = us * 10 + (data[index] ?? 0) - 48;
  return us;
}

/** Of a frame from server to client. */
const headerBytes = (payloadBytes: number): number => (payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10);
