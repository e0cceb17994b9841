import type { z } from "zod";
import type { PullFrame } from "@/lib/hub-protocol";
import { HubError, parseInput, streamBufferItems } from "@/lib/hub-protocol";

type Result = IteratorResult<unknown, undefined>;

interface Reader {
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

interface UploadOptions {
  schema: z.ZodType;
  /** Tells the caller that so many more items may come. */
  pull: (count: PullFrame["count"]) => void;
  /** The caller broke the rules: the call is to end. */
  onBroken: (error: HubError) => void;
}

/**
 * What a caller sends along with a call: holds at most `streamBufferItems`, asks for more as the method reads. Read once, by one reader.
 */
export class Upload implements AsyncIterable<unknown> {
  readonly #options: UploadOptions;
  readonly #items: unknown[] = [];
  #received = 0;
  #credit = streamBufferItems;
  /** Read since the caller was last told. */
  #consumed = 0;
  #end: { error?: HubError } | undefined;
  #reader: Reader | undefined;

  constructor(options: UploadOptions) {
    this.#options = options;
  }

  /** An item from the wire. */
  push(item: unknown): void {
    if (this.#end !== undefined) return;
    if (this.#credit === 0) {
      this.#break(new HubError("RATE_LIMITED", "More items than were asked for."));
      return;
    }
    this.#credit -= 1;
    let parsed: unknown;
    try {
      parsed = parseInput(this.#options.schema, item);
    } catch (error) {
      this.#break(atItem(error, this.#received));
      return;
    }
    this.#received += 1;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) this.#items.push(parsed);
    else {
      this.#noteConsumed();
      reader.resolve({ done: false, value: parsed });
    }
  }

  /** No more will come; with an error the reader gets it after the items so far. */
  end(error?: HubError): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) return;
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else reader.reject(error);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.#items.length = 0;
        this.end();
        return { done: true, value: undefined };
      },
    };
  }

  #next(): Promise<Result> {
    if (this.#reader !== undefined) return Promise.reject(new Error("An upload has one reader."));
    if (this.#items.length > 0) {
      const value = this.#items.shift();
      this.#noteConsumed();
      return Promise.resolve({ done: false, value });
    }
    if (this.#end?.error !== undefined) return Promise.reject(this.#end.error);
    if (this.#end !== undefined) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  #noteConsumed(): void {
    this.#consumed += 1;
    if (this.#end !== undefined || this.#consumed < streamBufferItems / 2) return;
    this.#credit += this.#consumed;
    this.#options.pull(this.#consumed);
    this.#consumed = 0;
  }

  #break(error: HubError): void {
    this.#items.length = 0;
    this.end(error);
    this.#options.onBroken(error);
  }
}

/** The paths of what is wrong, below the item's number. */
function atItem(error: unknown, index: number): HubError {
  if (!(error instanceof HubError)) throw error;
  const fields = (error.fields ?? []).map(({ path, message }) => ({
    path: ["upload", String(index), path].filter((part) => part !== "").join("."),
    message,
  }));
  return new HubError(error.code, `Item ${index}: ${error.message}`, { fields });
}
