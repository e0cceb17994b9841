import type { Logger } from "pino";

/** What was started, ended in reverse order. One that fails to end is logged and does not keep the others from it. */
export class Disposal implements AsyncDisposable {
  readonly #parts: { name: string; end: () => PromiseLike<void> | void }[] = [];
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Registers something that is there already, and returns it. */
  use<T extends AsyncDisposable>(name: string, part: T): T {
    this.#parts.push({ name, end: () => part[Symbol.asyncDispose]() });
    return part;
  }

  defer(name: string, end: () => PromiseLike<void> | void): void {
    this.#parts.push({ name, end });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let part = this.#parts.pop(); part; part = this.#parts.pop()) {
      const startedMs = Date.now();
      try {
        await part.end();
      } catch (error) {
        this.#log.error({ err: error, part: part.name }, "could not be ended");
      }
      this.#log.debug({ part: part.name, ms: Date.now() - startedMs }, "ended");
    }
  }
}
