import type { Reply } from "@/lib/hub-protocol";
import { fromReplyError, HubError } from "@/lib/hub-protocol";
import type { Connection } from "./connection";
import type { Environment } from "./environment";

export interface CallOptions {
  /** Aborting rejects with `CANCELLED`. */
  signal?: AbortSignal;
  /** From now to the reply, waiting for a connection included; then it rejects with `TIMEOUT`. 10,000 by default. */
  timeoutMs?: number;
  /** Without a live connection: wait for one (the default), or reject with `DISCONNECTED` at once. */
  whenAway?: "wait" | "fail";
}

interface PendingCall {
  method: string;
  input: unknown;
  sent: boolean;
  settle: (reply: Reply<unknown> | HubError) => void;
}

const defaultTimeoutMs = 10_000;

/** The calls of one client: those on their way, and those that wait for a connection. */
export class Calls {
  readonly #connection: Connection;
  readonly #environment: Environment;
  readonly #maxMessageBytes: number;
  readonly #pending = new Set<PendingCall>();

  constructor(connection: Connection, environment: Environment, maxMessageBytes: number) {
    this.#connection = connection;
    this.#environment = environment;
    this.#maxMessageBytes = maxMessageBytes;
    connection.subscribe((state) => {
      if (state.kind === "live") this.#sendWaiting();
      else this.#endSent(state.kind === "closed" ? state.message : undefined);
    });
  }

  /** Resolves with the reply's value. Rejects with a `HubError`: the server's, or DISCONNECTED, TIMEOUT, CANCELLED, MESSAGE_TOO_LARGE. */
  invoke(
    method: string,
    input: unknown,
    { signal, timeoutMs = defaultTimeoutMs, whenAway = "wait" }: CallOptions = {},
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new HubError("CANCELLED"));
      const tooLarge = this.#refuseSize(method, input);
      if (tooLarge !== null) return reject(tooLarge);

      const pending: PendingCall = {
        method,
        input,
        sent: false,
        settle: (reply) => {
          if (!this.#pending.delete(pending)) return;
          cancelTimer();
          signal?.removeEventListener("abort", onAbort);
          if (reply instanceof HubError) reject(reply);
          else if (reply.ok) resolve(reply.value);
          else reject(fromReplyError(reply.error));
        },
      };
      const onAbort = () => pending.settle(new HubError("CANCELLED"));
      const cancelTimer = this.#environment.schedule(() => pending.settle(new HubError("TIMEOUT")), timeoutMs);
      signal?.addEventListener("abort", onAbort);
      this.#pending.add(pending);

      const { state } = this.#connection;
      if (state.kind === "live") this.#send(pending);
      else if (state.kind === "closed") pending.settle(new HubError("DISCONNECTED", state.message));
      else if (whenAway === "fail") pending.settle(new HubError("DISCONNECTED"));
    });
  }

  #refuseSize(method: string, input: unknown): HubError | null {
    const chars = (JSON.stringify(input)?.length ?? 0) + method.length;
    if (chars * 3 <= this.#maxMessageBytes) return null;
    const bytes = new TextEncoder().encode(JSON.stringify(input)).length + method.length;
    // The packet's own framing is small, but it counts.
    const isTooLarge = bytes + 100 > this.#maxMessageBytes;
    return isTooLarge ? new HubError("MESSAGE_TOO_LARGE", "The call is too large.", { data: { bytes } }) : null;
  }

  #send(pending: PendingCall): void {
    pending.sent = true;
    this.#connection.call(pending.method, pending.input, pending.settle);
  }

  #sendWaiting(): void {
    for (const pending of this.#pending) if (!pending.sent) this.#send(pending);
  }

  /** What was sent on a connection that is gone has no answer: nobody knows whether it was done. */
  #endSent(closedBecause: string | undefined): void {
    for (const pending of [...this.#pending]) {
      if (pending.sent || closedBecause !== undefined) pending.settle(new HubError("DISCONNECTED", closedBecause));
    }
  }
}
