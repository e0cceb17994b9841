/** Counts what is held per key and refuses above a bound. */
export class Quota {
  readonly #max: number;
  readonly #held = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Returns whether there was a place; it is held until it is given back. */
  take(key: string): boolean {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.#max) return false;
    this.#held.set(key, held + 1);
    return true;
  }

  /** To be called once for each place that was taken. */
  giveBack(key: string): void {
    const left = (this.#held.get(key) ?? 1) - 1;
    if (left === 0) this.#held.delete(key);
    else this.#held.set(key, left);
  }
}
