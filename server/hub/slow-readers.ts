import type { Namespace, Socket } from "socket.io";
import type { HubLimits } from "./limits";
import type { Link, LinkReader } from "./link";
import type { Message, Target } from "./message";

type SlowLimits = Pick<HubLimits, "slowAboveBytes" | "cutAboveBytes" | "slowForMs" | "slowCheckIntervalMs">;

/**
 * Knows who cannot keep up. A connection is slow once more than `slowAboveBytes` wait for it, until half of that has left: meanwhile it gets no
 * latest-wins event, then the newest of each kind. It is handed to `cut` above `cutAboveBytes`, or when it has been slow for `slowForMs`.
 * Every write tells what waits; only the slow ones are looked at in between.
 */
export class SlowReaders {
  readonly #namespace: Namespace;
  readonly #limits: SlowLimits;
  readonly #now: () => number;
  readonly #cut: (connectionId: string) => void;
  readonly #readers = new Map<string, Reader>();
  readonly #slow = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;

  constructor(namespace: Namespace, limits: SlowLimits, now: () => number, cut: (connectionId: string) => void) {
    this.#namespace = namespace;
    this.#limits = limits;
    this.#now = now;
    this.#cut = cut;
  }

  get size(): number {
    return this.#slow.size;
  }

  watch(socket: Socket, link: Link): void {
    const reader = new Reader(this, socket.id, link, this.#namespace.name);
    this.#readers.set(socket.id, reader);
    link.addReader(reader);
  }

  forget(connectionId: string): void {
    const reader = this.#readers.get(connectionId);
    if (reader === undefined) return;
    this.#readers.delete(connectionId);
    this.#slow.delete(reader);
    reader.link.removeReader(reader);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const id of this.#readers.keys()) this.forget(id);
  }

  onWaiting(reader: Reader, bytes: number): void {
    if (reader.isCut || bytes <= this.#limits.slowAboveBytes) return;
    if (reader.slowSince === undefined) {
      reader.slowSince = this.#now();
      this.#slow.add(reader);
      this.#timer ??= setInterval(() => this.#check(), this.#limits.slowCheckIntervalMs).unref();
    }
    if (bytes > this.#limits.cutAboveBytes || this.#now() - reader.slowSince >= this.#limits.slowForMs) {
      this.#cutOff(reader);
    }
  }

  hold(reader: Reader, message: Message): boolean {
    if (reader.slowSince === undefined) return false;
    const { kind } = message;
    // What it replaces must not come after it, also where this one can be written at once.
    reader.held.delete(kind);
    if (this.#hasDrained(reader)) {
      this.#release(reader);
      return false;
    }
    reader.held.set(kind, message);
    return true;
  }

  #check(): void {
    for (const reader of this.#slow) {
      if (this.#hasDrained(reader)) this.#release(reader);
      else this.onWaiting(reader, reader.link.waitingBytes);
    }
    if (this.#slow.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #hasDrained(reader: Reader): boolean {
    return reader.link.waitingBytes <= this.#limits.slowAboveBytes / 2;
  }

  #release(reader: Reader): void {
    this.#slow.delete(reader);
    reader.slowSince = undefined;
    const held = [...reader.held.values()];
    reader.held.clear();
    for (const message of held) if (this.#isIn(message.latestFor, reader.connectionId)) reader.link.write(message);
  }

  /** Not at once: it may be found out in the middle of a broadcast. */
  #cutOff(reader: Reader): void {
    reader.isCut = true;
    this.#slow.delete(reader);
    setImmediate(() => this.#cut(reader.connectionId));
  }

  #isIn(target: Target | undefined, id: string): boolean {
    const joined = this.#namespace.adapter.socketRooms(id);
    if (target === undefined || joined === undefined) return false;
    if (target.except.some((room) => joined.has(room))) return false;
    return target.rooms === "all" || target.rooms.some((room) => joined.has(room));
  }
}

class Reader implements LinkReader {
  readonly connectionId: string;
  readonly link: Link;
  readonly nsp: string;
  isCut = false;
  /** By the hub's clock; undefined while it keeps up. */
  slowSince: number | undefined;
  readonly #readers: SlowReaders;
  #held: Map<string, Message> | undefined;

  constructor(readers: SlowReaders, connectionId: string, link: Link, nsp: string) {
    this.#readers = readers;
    this.connectionId = connectionId;
    this.link = link;
    this.nsp = nsp;
  }

  /** The newest of each latest-wins kind. Made when first asked for: most connections never need one. */
  get held(): Map<string, Message> {
    this.#held ??= new Map();
    return this.#held;
  }

  onWaiting(bytes: number): void {
    this.#readers.onWaiting(this, bytes);
  }

  hold(message: Message): boolean {
    return this.#readers.hold(this, message);
  }
}
