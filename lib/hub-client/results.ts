import type { Reply } from "@/lib/hub-protocol";
import { HubError, isHubError } from "@/lib/hub-protocol";
import { reportHandlerError } from "./environment";
import { tellError } from "./tell-error";

/** Aborts when the connection that asks is gone: the answer would reach nobody. */
export interface ResultContext {
  signal: AbortSignal;
}
export type ResultHandler = (input: unknown, context: ResultContext) => unknown;

/** What the server may ask of this client. Answered at once, whatever else is under way. */
export class ResultHandlers {
  readonly #handlers = new Map<string, ResultHandler>();
  readonly #refuse: (value: unknown) => HubError | null;
  #connection = new AbortController();

  /** `refuse` says why an answer cannot be sent, or null. */
  constructor(refuse: (value: unknown) => HubError | null) {
    this.#refuse = refuse;
  }

  /** Returns what ends it, to be called once. Throws if the name has a handler: only one can answer. */
  add(name: string, handler: ResultHandler): () => void {
    if (this.#handlers.has(name)) throw new Error(`"${name}" is already answered by another handler.`);
    this.#handlers.set(name, handler);
    return () => this.#handlers.delete(name);
  }

  /** The connection is gone, and with it whoever asked. */
  abort(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
  }

  async answer(name: string, input: unknown, reply: (reply: Reply<unknown>) => void): Promise<void> {
    const { signal } = this.#connection;
    let answer: Reply<unknown>;
    try {
      const handler = this.#handlers.get(name);
      if (handler === undefined) throw new HubError("METHOD_NOT_FOUND", `This client has no handler of "${name}".`);
      const value = await handler(input, { signal });
      const refusal = this.#refuse(value);
      if (refusal !== null) throw refusal;
      answer = { ok: true, value };
    } catch (error) {
      if (!isHubError(error) && !signal.aborted) reportHandlerError(error);
      answer = { ok: false, error: tellError(error, "INTERNAL") };
    }
    if (!signal.aborted) reply(answer);
  }
}
