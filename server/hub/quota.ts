/** Counts what is held per key and refuses above a bound. */
export class Quota {
  readonly #max: number;
  readonly #held = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Returns what gives the place back (once, however often it is called), or null when none is left. */
  reserve(key: string): (() => void) | null {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.#max) return null;
    this.#held.set(key, held + 1);
    let kept = true;
    return () => {
      if (!kept) return;
      kept = false;
      const left = (this.#held.get(key) ?? 1) - 1;
      if (left === 0) this.#held.delete(key);
      else this.#held.set(key, left);
    };
  }
}
