/** Runs the calls of one client, a few at a time, in order; holds back all until `open()`. */
export class CallQueue {
  readonly #parallel: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;
  #opened = false;

  constructor(parallel: number, maxWaiting: number) {
    this.#parallel = parallel;
    this.#maxWaiting = maxWaiting;
  }

  /** Takes a task that never rejects. Returns false when too many wait. */
  add(task: () => Promise<void>): boolean {
    if (this.#waiting.length >= this.#maxWaiting) return false;
    this.#waiting.push(task);
    this.#next();
    return true;
  }

  open(): void {
    this.#opened = true;
    this.#next();
  }

  /** Forgets what waits; what runs goes on. Returns how many were forgotten. */
  clear(): number {
    return this.#waiting.splice(0).length;
  }

  #next(): void {
    while (this.#opened && this.#running < this.#parallel) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#running += 1;
      void task().finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }
}
