import { streamBufferItems } from "@/lib/hub-protocol";

interface ItemSenderOptions {
  source: AsyncIterable<unknown>;
  sendItem: (item: unknown) => void;
  /** After the last item, with what was thrown, if anything was. Not called once it is stopped. */
  onEnd: (error?: unknown) => void;
}

/** Sends a method's items as far as the caller has asked for them: what is not asked for is not made. */
export class ItemSender {
  readonly #options: ItemSenderOptions;
  readonly #iterator: AsyncIterator<unknown>;
  #credit = streamBufferItems;
  #isStopped = false;
  #onCredit: (() => void) | undefined;
  #onStop: (() => void) | undefined;

  constructor(options: ItemSenderOptions) {
    this.#options = options;
    this.#iterator = options.source[Symbol.asyncIterator]();
  }

  /** Resolves when the stream has ended or was stopped, also if its generator hangs. Never rejects. */
  run(): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      this.#onStop = resolve;
    });
    return Promise.race([this.#send(), stopped]);
  }

  async #send(): Promise<void> {
    try {
      while (await this.#mayGoOn()) {
        const next = await this.#iterator.next();
        if (this.#isStopped) return;
        if (next.done === true) return this.#options.onEnd();
        this.#credit -= 1;
        this.#options.sendItem(next.value);
      }
    } catch (error) {
      if (this.#isStopped) return;
      this.#letGo();
      this.#options.onEnd(error);
    }
  }

  /** So many more may be sent; never more than the buffer holds. */
  pull(count: number): void {
    this.#credit = Math.min(this.#credit + count, streamBufferItems);
    this.#wake();
  }

  /** The caller wants no more: the method's generator is told by `return`. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#letGo();
    this.#wake();
    this.#onStop?.();
  }

  /** Tells the generator that nobody reads on. One that is waiting ends when that is over; what it throws then concerns nobody. */
  #letGo(): void {
    void Promise.resolve()
      .then(() => this.#iterator.return?.())
      .catch(() => undefined);
  }

  async #mayGoOn(): Promise<boolean> {
    if (this.#credit === 0 && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        this.#onCredit = resolve;
      });
    }
    return !this.#isStopped;
  }

  #wake(): void {
    this.#onCredit?.();
    this.#onCredit = undefined;
  }
}
