import type { Principal } from "./principal";

/** Somebody who is here, with how many connections. */
export interface PresentUser<P extends Principal = Principal> {
  id: string;
  name: string;
  role: P["role"];
  connections: number;
}

/** `joined` also tells a changed count. */
export interface PresenceChange<P extends Principal = Principal> {
  joined: PresentUser<P>[];
  left: PresentUser<P>[];
}

/** Who is connected, per user. Changes are gathered for `intervalMs` and told as their net effect. */
export class Presence<P extends Principal> {
  readonly #present = new Map<string, PresentUser<P>>();
  readonly #told = new Map<string, PresentUser<P>>();
  readonly #changed = new Set<string>();
  /** Whom a snapshot has shown since changes were last told: if they go before that, they have to be told as gone. */
  readonly #shown = new Map<string, PresentUser<P>>();
  readonly #listeners = new Set<(change: PresenceChange<P>) => void>();
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Everybody who is here now, in no particular order. */
  users(): PresentUser<P>[] {
    for (const id of this.#changed) {
      const user = this.#present.get(id);
      if (user !== undefined) this.#shown.set(id, user);
    }
    return [...this.#present.values()];
  }

  /** Returns what ends the listening. */
  onChange(listener: (change: PresenceChange<P>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  join(principal: P): void {
    this.shift(principal, 1);
  }

  leave(principal: P): void {
    const user = this.#present.get(principal.id);
    if (user !== undefined) this.shift(user, -1);
  }

  /** So many connections more, or less, of somebody. */
  shift({ id, name, role }: Pick<PresentUser<P>, "id" | "name" | "role">, by: number): void {
    const connections = (this.#present.get(id)?.connections ?? 0) + by;
    if (connections > 0) this.#present.set(id, { id, name, role, connections });
    else this.#present.delete(id);
    this.#mark(id);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #mark(id: string): void {
    this.#changed.add(id);
    this.#timer ??= setTimeout(() => this.#tell(), this.#intervalMs).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    const change: PresenceChange<P> = { joined: [], left: [] };
    for (const id of this.#changed) {
      const now = this.#present.get(id);
      const before = this.#told.get(id);
      const shown = this.#shown.get(id);
      if (now !== undefined) {
        if (isOther(now, before) || (shown !== undefined && isOther(now, shown))) change.joined.push(now);
        this.#told.set(id, now);
        continue;
      }
      const gone = before ?? shown;
      if (gone !== undefined) change.left.push({ ...gone, connections: 0 });
      this.#told.delete(id);
    }
    this.#changed.clear();
    this.#shown.clear();
    if (change.joined.length === 0 && change.left.length === 0) return;
    for (const listener of this.#listeners) listener(change);
  }
}

const isOther = (now: PresentUser, before: PresentUser | undefined): boolean =>
  before?.connections !== now.connections || before.name !== now.name || before.role !== now.role;
