import { HubError, streamBufferItems } from "@/lib/hub-protocol";
import type { OpenCall } from "./open-call";

interface ReaderOptions {
  /** Makes the call; not before the first item is asked for. */
  open: (listener: { onItem: (item: unknown) => void; onOver: (error?: unknown) => void }) => OpenCall;
  /** Once it has aborted, what is held is not told any more. */
  signal?: AbortSignal | undefined;
}

type Result = IteratorResult<never, undefined>;

const end = { done: true, value: undefined } as const;

/**
 * The items that a call answers, as they are asked for. Holds at most `streamBufferItems`, and tells the server of what was read, so that
 * it makes no more than that. Ends with the error of the call after the items before it; `return` (or `break`) cancels the call.
 */
export class ItemReader implements AsyncIterableIterator<never, undefined> {
  readonly #options: ReaderOptions;
  readonly #items: unknown[] = [];
  readonly #waiting: ((result: Result | Promise<Result>) => void)[] = [];
  #call: OpenCall | undefined;
  #isStarted = false;
  #isOver = false;
  #failure: { error: unknown } | undefined;
  /** Read since the server was last told. */
  #read = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  async next(): Promise<Result> {
    if (!this.#isStarted) this.#start();
    if (this.#items.length > 0) {
      const value = this.#items.shift();
      this.#noteRead();
      return { done: false, value: value as never };
    }
    if (!this.#isOver) return new Promise((resolve) => this.#waiting.push(resolve));
    return this.#tellEnd();
  }

  async return(): Promise<Result> {
    this.#isStarted = true;
    this.#items.length = 0;
    this.#over();
    this.#failure = undefined;
    this.#call?.cancel("CANCELLED");
    return end;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #start(): void {
    this.#isStarted = true;
    this.#call = this.#options.open({
      onItem: (item) => this.#take(item),
      onOver: (error) => this.#over(error === undefined ? undefined : { error }),
    });
  }

  #take(item: unknown): void {
    const reader = this.#waiting.shift();
    if (reader !== undefined) {
      reader({ done: false, value: item as never });
      this.#noteRead();
    } else if (this.#items.length < streamBufferItems) this.#items.push(item);
    else this.#call?.cancel(new HubError("RATE_LIMITED", "More items came than were asked for."));
  }

  #noteRead(): void {
    this.#read += 1;
    if (this.#read < streamBufferItems / 2) return;
    this.#call?.pull(this.#read);
    this.#read = 0;
  }

  #over(failure?: { error: unknown }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    if (this.#options.signal?.aborted) this.#items.length = 0;
    for (const resolve of this.#waiting.splice(0)) resolve(this.#tellEnd());
  }

  /** A failure is told once; after it there is nothing more. */
  async #tellEnd(): Promise<typeof end> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    return end;
  }
}
