import type { AnyContract, Reply } from "@/lib/hub-protocol";
import { HubError, isHubError, parseInput } from "@/lib/hub-protocol";
import type { Backplane } from "./backplane/backplane";
import { foreignError } from "./foreign-error";
import type { Principal } from "./principal";
import type { Registry } from "./registry";

export interface AskOptions {
  /** Mandatory: a client may never answer. At most 2,147,483,647, which is what a timer can hold. */
  timeoutMs: number;
  signal?: AbortSignal;
}

const longestTimeoutMs = 2_147_483_647;

/** Asks one client for something. Rejects as `ClientProxy.invoke` says. */
export type Ask = (connectionId: string, name: string, input: unknown, options: AskOptions) => Promise<unknown>;

/** A question on its way to the node that has the connection. */
interface Passed {
  connectionId: string;
  name: string;
  input: unknown;
  timeoutMs: AskOptions["timeoutMs"];
}

/** Answers of other nodes take so much longer than the client's own. */
const passingMs = 500;

/** The same for connections of every node: what is not here is asked elsewhere. */
export function createAskEverywhere(
  here: Ask,
  has: (connectionId: string) => boolean,
  backplane: Backplane,
  hub: string,
): Ask {
  const kind = `ask ${hub}`;
  backplane.onAsked(kind, async (question) => {
    const { connectionId, name, input, timeoutMs } = question as Passed;
    if (!has(connectionId)) return undefined;
    return here(connectionId, name, input, { timeoutMs }).then(
      (value) => ({ ok: true, value }),
      (error: unknown) => {
        if (!isHubError(error)) throw error;
        const { code, message, data } = error;
        return { ok: false, error: { code, message, data } };
      },
    );
  });

  return async (connectionId, name, input, { timeoutMs, signal }) => {
    if (has(connectionId) || backplane.others().length === 0)
      return here(connectionId, name, input, { timeoutMs, ...(signal && { signal }) });
    const passed: Passed = { connectionId, name, input, timeoutMs };
    const { given, isPartial } = await unlessAborted(
      signal,
      backplane.ask(kind, passed, { timeoutMs: timeoutMs + passingMs }),
    );
    const [reply] = given as Reply<unknown>[];
    if (reply?.ok) return reply.value;
    if (reply !== undefined) throw new HubError(reply.error.code, reply.error.message, { data: reply.error.data });
    if (isPartial) throw new HubError("UNAVAILABLE", "The node of this connection did not answer.");
    throw new HubError("NOT_FOUND", "No such connection.");
  };
}

async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new HubError("CANCELLED"));
    signal.addEventListener("abort", onAbort);
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}

/** What one client of this node can be asked, over the acknowledgements of Socket.IO. An answer is a stranger's: it is read by the contract. */
export function createAsk<P extends Principal>(contract: AnyContract, registry: Registry<P>): Ask {
  return async (connectionId, name, input, { timeoutMs, signal }) => {
    const method = contract.client[name];
    if (method?.kind !== "result") throw new HubError("METHOD_NOT_FOUND", `No client can be asked for "${name}".`);
    if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs))
      throw new HubError("INVALID_ARGUMENT", `A client is asked with a timeout of 1 to ${longestTimeoutMs} ms.`);
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
    if (!isReply(reply)) throw cannotAnswer(new HubError("INVALID_ARGUMENT", "It was no reply."));
    if (!reply.ok) throw cannotAnswer(foreignError(reply.error));
    try {
      return parseInput(method.output, reply.value);
    } catch (error) {
      throw isHubError(error) ? cannotAnswer(error) : error;
    }
  };
}

/**
 * What a client says of itself is told about the client, never as the asker's own failure: a made-up FORBIDDEN would stand in the asker's
 * audit, and a made-up message would be read as this program's.
 */
const cannotAnswer = ({ code, message }: HubError): HubError =>
  new HubError("CONFLICT", "The client could not answer.", { data: { client: { code, message } } });

function isReply(reply: unknown): reply is Reply<unknown> {
  if (typeof reply !== "object" || reply === null || !("ok" in reply)) return false;
  if (reply.ok === true) return true;
  return "error" in reply && typeof reply.error === "object" && reply.error !== null;
}
