import type { NodesChange } from "./backplane";

/**
 * Who else lives. Whoever was silent for `goneAfterMs` is gone; but only as long as this node hears itself: when the way between all of them is
 * away, silence says nothing.
 */
export class Members {
  readonly #goneAfterMs: number;
  readonly #lastHeardMs = new Map<string, number>();
  readonly #listeners = new Set<(change: NodesChange) => void>();
  readonly #onGone: (ids: readonly string[]) => void;
  /** Time in which this node heard itself; silence is counted in it. */
  #heardMs = 0;
  #selfMs: number | undefined;

  constructor(goneAfterMs: number, onGone: (ids: readonly string[]) => void) {
    this.#goneAfterMs = goneAfterMs;
    this.#onGone = onGone;
  }

  ids(): readonly string[] {
    return [...this.#lastHeardMs.keys()];
  }

  onChange(listener: (change: NodesChange) => void): void {
    this.#listeners.add(listener);
  }

  heard(id: string): void {
    const isNew = !this.#lastHeardMs.has(id);
    this.#lastHeardMs.set(id, this.#heardMs);
    if (isNew) this.#tell({ came: [id], went: [] });
  }

  /** What this node has sent has come back: whatever else was sent before it has come too. */
  heardSelf(nowMs = performance.now()): void {
    // A pause longer than a few beats was an outage, in which nobody could be heard.
    if (this.#selfMs !== undefined) this.#heardMs += Math.min(nowMs - this.#selfMs, this.#goneAfterMs / 2);
    this.#selfMs = nowMs;
  }

  /** Whether something that this node has sent has come back lately. */
  hearsItself(withinMs: number, nowMs = performance.now()): boolean {
    return this.#selfMs !== undefined && nowMs - this.#selfMs < withinMs;
  }

  left(id: string): void {
    if (this.#lastHeardMs.delete(id)) this.#went([id]);
  }

  /** Gives up those who were silent for too long. */
  look(): void {
    const gone = [...this.#lastHeardMs].filter(([, atMs]) => this.#heardMs - atMs > this.#goneAfterMs);
    for (const [id] of gone) this.#lastHeardMs.delete(id);
    if (gone.length > 0) this.#went(gone.map(([id]) => id));
  }

  #went(ids: readonly string[]): void {
    this.#onGone(ids);
    this.#tell({ came: [], went: ids });
  }

  #tell(change: NodesChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
