import { setTimeout as wait } from "node:timers/promises";
import { BrokenPromise } from "../row";

const everyMs = 100;
const patienceMs = 10_000;

/** Opens a page of each process again and again, and notes which ones did not come. */
export class PageWatch {
  readonly #running: Promise<unknown>;
  readonly #failures: string[] = [];
  #opened = 0;
  #isStopped = false;

  constructor(urls: readonly string[]) {
    this.#running = Promise.all(urls.map((url) => this.#run(`${url}/login`)));
  }

  /** How many came. Throws BrokenPromise when one did not. */
  async stop(): Promise<number> {
    await this.end();
    if (this.#failures.length > 0)
      throw new BrokenPromise(`${this.#failures.length} pages did not come: ${this.#failures[0]}`);
    return this.#opened;
  }

  /** The same without a word, for a round that is broken already. */
  async end(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(url: string): Promise<void> {
    while (!this.#isStopped) {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
        const text = await response.text();
        if (response.status === 200 && text.includes("</html>")) this.#opened += 1;
        else this.#failures.push(`${url}: ${response.status}`);
      } catch (error) {
        this.#failures.push(`${url}: ${String(error)}`);
      }
      await wait(everyMs);
    }
  }
}
