import { setTimeout as wait } from "node:timers/promises";
import { BrokenPromise } from "../row";

const everyMs = 100;
const patienceMs = 10_000;

/** Opens a page of each process again and again, as a browser would: one that breaks off is asked for once more. Notes which ones did not come. */
export class PageWatch {
  /** How many broke off after they had begun: nobody but the process that began them could have ended them. */
  brokenOff = 0;
  readonly #running: Promise<unknown>;
  readonly #failures: string[] = [];
  #opened = 0;
  #isStopped = false;

  constructor(urls: readonly string[]) {
    this.#running = Promise.all(urls.map((url) => this.#run(`${url}/login`)));
  }

  /** How many came. Throws BrokenPromise when one did not, or broke off although no process was killed: one that ends in order ends what it began. */
  async stop({ isKilled = false } = {}): Promise<number> {
    await this.end();
    // One is asked for at a time.
    if (this.brokenOff > (isKilled ? 1 : 0)) throw new BrokenPromise(`${this.brokenOff} pages broke off`);
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
      const failure = (await this.#open(url)) ?? (await this.#open(url));
      if (failure === "") this.#opened += 1;
      else this.#failures.push(`${url}: ${failure ?? "broke off twice"}`);
      await wait(everyMs);
    }
  }

  /** "" for a page that came whole, null for one that broke off. */
  async #open(url: string): Promise<string | null> {
    let response: Response | null = null;
    try {
      response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
      const text = await response.text();
      if (response.status !== 200) return String(response.status);
      return text.includes("</html>") ? "" : "200, and not whole";
    } catch (error) {
      // One that hangs was not cut.
      if (response === null || (error as Error).name === "TimeoutError") return String(error);
      this.brokenOff += 1;
      return null;
    }
  }
}
