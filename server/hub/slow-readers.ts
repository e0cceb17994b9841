import type { Namespace, Socket } from "socket.io";
import type { Target } from "./delivery";
import { waitingBytes } from "./engine-connection";
import type { HubLimits } from "./limits";

interface Held {
  target: Target;
  event: string;
  payload: unknown;
}

interface SlowReader {
  socket: Socket;
  since: number;
  /** The newest of each latest-wins event, by event and target. */
  held: Map<string, Held>;
}

/** How often slow ones alone are looked at, to send what is held as soon as they have drained. */
const drainCheckIntervalMs = 100;

/**
 * Knows who cannot keep up. All sockets are walked once per `slowCheckIntervalMs`; between, only the slow ones, so that a send costs
 * nothing while there are none. A slow connection gets no latest-wins event until it has drained, then the newest of each kind;
 * it is handed to `cut` above `cutAboveBytes`, or when it has been slow for `slowForMs`.
 */
export class SlowReaders {
  readonly #namespace: Namespace;
  readonly #limits: HubLimits;
  readonly #now: () => number;
  readonly #cut: (connectionId: string) => void;
  readonly #slow = new Map<string, SlowReader>();
  readonly #walkTimer: NodeJS.Timeout;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(namespace: Namespace, limits: HubLimits, now: () => number, cut: (connectionId: string) => void) {
    this.#namespace = namespace;
    this.#limits = limits;
    this.#now = now;
    this.#cut = cut;
    this.#walkTimer = setInterval(() => this.#walk(), limits.slowCheckIntervalMs).unref();
  }

  get size(): number {
    return this.#slow.size;
  }

  /** Keeps a latest-wins event back for the slow ones of its target. Returns their connection ids. */
  hold(target: Target, event: string, payload: unknown): string[] {
    const ids: string[] = [];
    for (const [id, reader] of this.#slow) {
      if (!this.#isIn(target, id)) continue;
      const kind = `${event} ${target.rooms === "all" ? "*" : target.rooms.join(" ")}`;
      reader.held.delete(kind);
      if (this.#hasDrained(reader)) {
        this.#release(id, reader);
        continue;
      }
      reader.held.set(kind, { target, event, payload });
      ids.push(id);
    }
    return ids;
  }

  forget(connectionId: string): void {
    this.#slow.delete(connectionId);
  }

  close(): void {
    clearInterval(this.#walkTimer);
    clearInterval(this.#drainTimer);
    this.#slow.clear();
  }

  #walk(): void {
    for (const [id, socket] of this.#namespace.sockets) {
      const bytes = waitingBytes(socket);
      if (bytes <= this.#limits.slowAboveBytes) continue;
      const reader = this.#slow.get(id) ?? { socket, since: this.#now(), held: new Map() };
      this.#slow.set(id, reader);
      if (bytes > this.#limits.cutAboveBytes || this.#now() - reader.since >= this.#limits.slowForMs) {
        this.#slow.delete(id);
        this.#cut(id);
      }
    }
    if (this.#slow.size > 0) this.#drainTimer ??= setInterval(() => this.#checkDrained(), drainCheckIntervalMs).unref();
  }

  #checkDrained(): void {
    for (const [id, reader] of this.#slow) if (this.#hasDrained(reader)) this.#release(id, reader);
    if (this.#slow.size > 0) return;
    clearInterval(this.#drainTimer);
    this.#drainTimer = undefined;
  }

  #hasDrained(reader: SlowReader): boolean {
    return waitingBytes(reader.socket) <= this.#limits.slowAboveBytes / 2;
  }

  #release(id: string, reader: SlowReader): void {
    this.#slow.delete(id);
    for (const { target, event, payload } of reader.held.values()) {
      if (this.#isIn(target, id)) reader.socket.emit(event, payload);
    }
  }

  #isIn(target: Target, id: string): boolean {
    const joined = this.#namespace.adapter.socketRooms(id);
    if (joined === undefined || target.except.some((room) => joined.has(room))) return false;
    return target.rooms === "all" || target.rooms.some((room) => joined.has(room));
  }
}
