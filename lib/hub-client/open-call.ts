import type { CallMeta, ErrorCode, Reply, ReplyError } from "@/lib/hub-protocol";
import { control, fromReplyError, HubError } from "@/lib/hub-protocol";
import type { Environment } from "./environment";
import { tellError } from "./tell-error";
import { newTraceparent, traceIdOf } from "./trace";
import { Upload } from "./upload";

export interface CallOptions {
  /** Aborting rejects with `CANCELLED`; the server's method is told. */
  signal?: AbortSignal;
  /**
   * From now to the reply, waiting for a connection included; then it rejects with `TIMEOUT` and the server's method is told.
   * 10,000 by default; `Infinity` for none.
   */
  timeoutMs?: number;
  /** Without a live connection: wait for one (the default), or reject with `DISCONNECTED` at once. */
  whenAway?: "wait" | "fail";
  /** W3C `traceparent` of what this call is a part of. A new one by default. */
  trace?: string;
}

/** A call as whoever makes it sees it: what it asks, and what it is told. */
export interface CallRequest extends CallOptions {
  method: string;
  input: unknown;
  upload?: AsyncIterable<unknown> | undefined;
  /** The reply's value. Without `onItem` the call is over then, otherwise it has started. */
  onReply: (value: unknown) => void;
  /** Present for a method that answers item by item. */
  onItem?: (item: unknown) => void;
  /** It has failed or, without an error, its items have ended. Nothing follows. */
  onOver: (error?: unknown) => void;
}

/** What a call needs of the connection. */
interface Wire {
  call(method: string, input: unknown, meta: CallMeta, onReply: (reply: Reply<unknown>) => void): void;
  send(name: string, frame: unknown): void;
}

export interface CallHost {
  wire: Wire;
  environment: Environment;
  /** Returns why this cannot be sent, or null. */
  refuse: (value: unknown) => HubError | null;
}

const defaultTimeoutMs = 10_000;
/** Longer ones would overflow a timer and end at once. */
const longestTimerMs = 2 ** 31 - 1;

/** One call, from its making until its reply, its last item or its failure. */
export class OpenCall {
  readonly #id: number;
  readonly #request: CallRequest;
  readonly #host: CallHost;
  readonly #trace: string;
  readonly #upload: Upload | undefined;
  readonly #forget: () => void;
  readonly #cancelTimer: () => void;
  readonly #onAbort = () => this.cancel("CANCELLED");
  /** What the upload's source threw: whatever the server makes of it, the call has failed by it. */
  #sourceFailure: { error: unknown } | undefined;
  #isSent = false;
  #isOver = false;

  constructor(id: number, request: CallRequest, host: CallHost, forget: () => void) {
    this.#id = id;
    this.#request = request;
    this.#host = host;
    this.#trace = request.trace ?? newTraceparent();
    this.#forget = forget;
    const { signal, timeoutMs = defaultTimeoutMs, upload } = request;
    this.#cancelTimer = host.environment.schedule(() => this.cancel("TIMEOUT"), Math.min(timeoutMs, longestTimerMs));
    signal?.addEventListener("abort", this.#onAbort);
    if (upload !== undefined)
      this.#upload = new Upload({
        source: upload,
        sendItem: (item) => this.#sendItem(item),
        onEnd: (failure) => this.#endUpload(failure),
      });
  }

  get isSent(): boolean {
    return this.#isSent;
  }

  send(): void {
    this.#isSent = true;
    const { method, input } = this.#request;
    this.#host.wire.call(method, input, { id: this.#id, trace: this.#trace }, (reply) => this.#receiveReply(reply));
    void this.#upload?.run();
  }

  receiveItem(item: unknown): void {
    this.#request.onItem?.(item);
  }

  /** The server has sent its last item. */
  receiveEnd(error: ReplyError | undefined): void {
    this.end(error && fromReplyError(error));
  }

  receivePull(count: number): void {
    this.#upload?.pull(count);
  }

  /** So many items were read here; that many more may come. */
  pull(count: number): void {
    if (!this.#isOver) this.#host.wire.send(control.pull, { id: this.#id, count });
  }

  /** This side wants no more of it. */
  cancel(why: ErrorCode | HubError): void {
    if (this.#isOver) return;
    if (this.#isSent) this.#host.wire.send(control.cancel, { id: this.#id });
    this.end(typeof why === "string" ? this.#error(why) : why);
  }

  /** The connection is gone. Of what was sent nobody knows whether it was done. */
  lose(message?: string): void {
    this.end(this.#error("DISCONNECTED", message));
  }

  end(error?: unknown): void {
    if (!this.#finish()) return;
    const failure = this.#sourceFailure ?? { error };
    this.#request.onOver(failure.error);
  }

  #receiveReply(reply: Reply<unknown>): void {
    if (this.#isOver) return;
    if (!reply.ok) this.end(fromReplyError(reply.error));
    else if (this.#request.onItem !== undefined) {
      this.#cancelTimer();
      this.#request.onReply(reply.value);
    } else if (this.#sourceFailure !== undefined) this.end();
    else {
      this.#finish();
      this.#request.onReply(reply.value);
    }
  }

  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#cancelTimer();
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    this.#upload?.stop();
    this.#forget();
    return true;
  }

  #sendItem(item: unknown): void {
    const refusal = this.#host.refuse(item);
    if (refusal !== null) this.cancel(refusal);
    else this.#host.wire.send(control.item, { id: this.#id, item });
  }

  #endUpload(failure: { error: unknown } | undefined): void {
    this.#sourceFailure = failure;
    const error = failure && tellError(failure.error, "CANCELLED", this.#trace);
    this.#host.wire.send(control.end, { id: this.#id, ...(error && { error }) });
  }

  #error(code: ErrorCode, message?: string): HubError {
    return new HubError(code, message, this.#isSent ? { traceId: traceIdOf(this.#trace) } : {});
  }
}
