import { streamBufferItems } from "@/lib/hub-protocol";
import { reportHandlerError } from "./environment";

interface UploadOptions {
  source: AsyncIterable<unknown>;
  sendItem: (item: unknown) => void;
  /** The source has no more, or threw. Not called once it is stopped. */
  onEnd: (failure?: { error: unknown }) => void;
}

/** What a call sends along: asks its source for an item only when the server has room for it. */
export class Upload {
  readonly #options: UploadOptions;
  #iterator: AsyncIterator<unknown> | undefined;
  #credit = streamBufferItems;
  #isOver = false;
  #onCredit: () => void = () => undefined;

  constructor(options: UploadOptions) {
    this.#options = options;
  }

  /** Resolves when the source has ended or was stopped. Never rejects. */
  async run(): Promise<void> {
    try {
      this.#iterator = this.#options.source[Symbol.asyncIterator]();
      for (;;) {
        if (this.#credit === 0) await new Promise<void>((resolve) => (this.#onCredit = resolve));
        if (this.#isOver) return;
        const next = await this.#iterator.next();
        if (this.#isOver) return;
        if (next.done === true) return this.#end();
        this.#credit -= 1;
        this.#options.sendItem(next.value);
      }
    } catch (error) {
      // What a source throws after it was stopped concerns nobody: it may be the same abort.
      if (!this.#isOver) this.#end({ error });
    }
  }

  pull(count: number): void {
    this.#credit += count;
    this.#onCredit();
  }

  /** Nothing more is wanted: the source is told by `return`. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onCredit();
    const iterator = this.#iterator;
    Promise.resolve()
      .then(() => iterator?.return?.())
      .catch(reportHandlerError);
  }

  #end(failure?: { error: unknown }): void {
    this.#isOver = true;
    this.#options.onEnd(failure);
  }
}
