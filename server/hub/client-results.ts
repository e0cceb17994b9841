import type { AnyContract, Reply } from "@/lib/hub-protocol";
import { HubError, parseInput } from "@/lib/hub-protocol";
import { foreignError } from "./foreign-error";
import type { Principal } from "./principal";
import type { Registry } from "./registry";

export interface AskOptions {
  /** Mandatory: a client may never answer. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Asks one client for something. Rejects as `ClientProxy.invoke` says. */
export type Ask = (connectionId: string, name: string, input: unknown, options: AskOptions) => Promise<unknown>;

/** What one client can be asked, over the acknowledgements of Socket.IO. An answer is a stranger's: it is read by the contract. */
export function createAsk<P extends Principal>(contract: AnyContract, registry: Registry<P>): Ask {
  return async (connectionId, name, input, { timeoutMs, signal }) => {
    const method = contract.client[name];
    if (method?.kind !== "result") throw new HubError("METHOD_NOT_FOUND", `No client can be asked for "${name}".`);
    if (!(timeoutMs > 0)) throw new HubError("INVALID_ARGUMENT", "A client is asked with a timeout above 0 ms.");
    const connection = registry.get(connectionId);
    if (connection === undefined || connection.closed) throw new HubError("NOT_FOUND", "No such connection.");

    const reply = await new Promise<unknown>((resolve, reject) => {
      const onGone = () => settle(() => reject(new HubError("DISCONNECTED", "The client went before it answered.")));
      const onAbort = () => settle(() => reject(new HubError("CANCELLED")));
      const settle = (end: () => void) => {
        connection.signal.removeEventListener("abort", onGone);
        signal?.removeEventListener("abort", onAbort);
        end();
      };
      connection.signal.addEventListener("abort", onGone);
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) return onAbort();
      connection.socket
        .timeout(timeoutMs)
        .emit(name, input, (timedOut: Error | null, answer: unknown) =>
          settle(() => (timedOut ? reject(new HubError("TIMEOUT", "The client did not answer.")) : resolve(answer))),
        );
    });
    if (!isReply(reply)) throw new HubError("INVALID_ARGUMENT", "The client's answer is no reply.");
    if (!reply.ok) throw foreignError(reply.error);
    return parseInput(method.output, reply.value);
  };
}

function isReply(reply: unknown): reply is Reply<unknown> {
  if (typeof reply !== "object" || reply === null || !("ok" in reply)) return false;
  if (reply.ok === true) return true;
  return "error" in reply && typeof reply.error === "object" && reply.error !== null;
}
