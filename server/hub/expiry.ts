/** Node's timers overflow beyond 2^31 - 1 ms and then fire at once. */
const longestDelayMs = 2_147_483_647;

/** All are looked at together, at most so often: 10,000 in well under a millisecond. */
const shortestDelayMs = 100;

/** Something with an end, in ms since 1970; null for none. */
export interface Expiring {
  readonly expiresAt: number | null;
  /** Kept by the watch. Whoever moves the end sets it to false. */
  isWarned: boolean;
}

interface ExpiryOptions<E extends Expiring> {
  all: () => Iterable<E>;
  warningMs: number;
  now: () => number;
  warn: (expiring: E) => void;
  expire: (expiring: E) => void;
}

/**
 * Calls `warn` for each once, `warningMs` before its end, and `expire` at it (at once if that time has passed). One timer for all of
 * them, up to 100 ms late: a timer with its functions for each would cost a twentieth of what a connection may.
 */
export class ExpiryWatch<E extends Expiring> {
  readonly #options: ExpiryOptions<E>;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ExpiryOptions<E>) {
    this.#options = options;
  }

  /** To be told of everything that has an end, and again when that is moved. */
  watch(expiring: E): void {
    const now = this.#options.now();
    this.#lookAgain(this.#step(expiring, now), now);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** Does what is due; returns when something will be. */
  #step(expiring: E, now: number): number {
    const { warningMs, warn, expire } = this.#options;
    if (expiring.expiresAt === null) return Number.POSITIVE_INFINITY;
    const leftMs = expiring.expiresAt - now;
    if (leftMs <= 0) {
      expire(expiring);
      return Number.POSITIVE_INFINITY;
    }
    if (leftMs <= warningMs && !expiring.isWarned) {
      expiring.isWarned = true;
      warn(expiring);
    }
    return expiring.isWarned ? expiring.expiresAt : expiring.expiresAt - warningMs;
  }

  #lookAgain(dueAt: number, now: number): void {
    const at = Math.min(Math.max(dueAt, this.#lookedAt + shortestDelayMs), now + longestDelayMs);
    if (dueAt === Number.POSITIVE_INFINITY || at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#look(), at - now).unref();
  }

  #look(): void {
    const now = this.#options.now();
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#lookedAt = now;
    let dueAt = Number.POSITIVE_INFINITY;
    for (const expiring of this.#options.all()) dueAt = Math.min(dueAt, this.#step(expiring, now));
    this.#lookAgain(dueAt, now);
  }
}
