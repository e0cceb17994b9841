import type { CallMeta, Reply } from "@/lib/hub-protocol";
import { HubError } from "@/lib/hub-protocol";
import type { HubConnection } from "./connection";
import type { ItemSender } from "./item-sender";
import type { Principal } from "./principal";
import type { Upload } from "./upload";

export type Acknowledge = (reply: Reply<unknown>) => void;

/** One call from its arrival to its reply, or to its stream's end. */
export class RunningCall<P extends Principal> {
  readonly connection: HubConnection<P>;
  readonly name: unknown;
  readonly input: unknown;
  readonly meta: CallMeta | null;
  readonly traceId: string;
  readonly acknowledge: Acknowledge | undefined;
  upload: Upload | undefined;
  sender: ItemSender | undefined;
  /** Ends the call in place of whatever its method says. */
  failure: HubError | undefined;
  isCancelled = false;
  #onCancel: (() => void) | undefined;
  #controller: AbortController | undefined;

  constructor(opening: {
    connection: HubConnection<P>;
    name: unknown;
    input: unknown;
    meta: CallMeta | null;
    traceId: string;
    acknowledge: Acknowledge | undefined;
  }) {
    this.connection = opening.connection;
    this.name = opening.name;
    this.input = opening.input;
    this.meta = opening.meta;
    this.traceId = opening.traceId;
    this.acknowledge = opening.acknowledge;
  }

  /** As the caller wrote it, short enough for a log. */
  get method(): string {
    return typeof this.name === "symbol" ? "(oversized)" : String(this.name).slice(0, 80);
  }

  /** Made when first asked for: most calls never need one. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.isCancelled || this.failure !== undefined) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** The caller broke the rules: whatever the method says, this is the reply. */
  break(error: HubError): void {
    this.failure = error;
    this.#controller?.abort();
  }

  /** Nobody waits for it any more. What its caller was sending is not whole: the method's reading ends with an error. */
  cancel(): void {
    if (this.isCancelled) return;
    this.isCancelled = true;
    this.#controller?.abort();
    this.upload?.end(new HubError("CANCELLED"));
    this.sender?.stop();
    this.#onCancel?.();
  }

  /** Resolves when it is cancelled. To be asked for once. */
  whenCancelled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isCancelled) resolve();
      else this.#onCancel = resolve;
    });
  }
}
