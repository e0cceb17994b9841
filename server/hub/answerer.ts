import type { AnyContract, ReplyError } from "@/lib/hub-protocol";
import { control, HubError, toReplyError } from "@/lib/hub-protocol";
import { codeOf, countFailure } from "./call-log";
import { isAsyncIterable } from "./filters";
import type { InvokerOptions } from "./invoker";
import { createInvoker } from "./invoker";
import { ItemSender } from "./item-sender";
import type { HubLog } from "./log";
import type { Principal } from "./principal";
import type { RunningCall } from "./running-call";
import type { HubCounters } from "./stats";

export interface AnswererOptions<C extends AnyContract, P extends Principal> extends InvokerOptions<C, P> {
  log: HubLog;
  counters: HubCounters;
  /** Tells callers what went wrong on this side. */
  detailedErrors: boolean;
}

/** From a call whose turn has come to its reply, or to the last item of its stream. */
export function createAnswerer<C extends AnyContract, P extends Principal>(options: AnswererOptions<C, P>) {
  const { log, counters } = options;
  const invoke = createInvoker(options);

  function replyErrorOf(running: RunningCall<P>, error: unknown): ReplyError {
    const code = codeOf(error, running.signal);
    if (code === "CANCELLED") return toReplyError(new HubError("CANCELLED"), running.traceId);
    const replyError = toReplyError(error, running.traceId);
    if (code !== "INTERNAL" || !options.detailedErrors) return replyError;
    return { ...replyError, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }

  function fail(running: RunningCall<P>, error: unknown): void {
    if (!running.connection.closed) running.acknowledge?.({ ok: false, error: replyErrorOf(running, error) });
  }

  /** Before any filter: what is too much, or too large, costs as little as can be. */
  function refuse(running: RunningCall<P>, error: HubError): void {
    const { connection, method, traceId } = running;
    countFailure(counters, error.code);
    const about = { method, connectionId: connection.id, userId: connection.principal.id, traceId, code: error.code };
    log.debug(about, "hub call refused");
    fail(running, error);
  }

  /** What a method gave cannot be written, which no filter can see. */
  function noteUnsendable(running: RunningCall<P>, error: unknown): void {
    countFailure(counters, "INTERNAL");
    const { connection, method, traceId } = running;
    const about = { method, connectionId: connection.id, userId: connection.principal.id, traceId };
    log.error({ ...about, err: error }, "hub answer cannot be encoded");
  }

  async function sendItems(running: RunningCall<P>, id: number, source: AsyncIterable<unknown>): Promise<void> {
    const { socket } = running.connection;
    running.sender = new ItemSender({
      source,
      sendItem(item) {
        try {
          socket.emit(control.item, { id, item });
        } catch (error) {
          noteUnsendable(running, error);
          throw error;
        }
      },
      onEnd: (error) =>
        socket.emit(control.end, error === undefined ? { id } : { id, error: replyErrorOf(running, error) }),
    });
    if (running.isCancelled) running.sender.stop();
    else await running.sender.run();
  }

  /** Says that it has an answer. Returns false if that cannot be written: then the caller is told so. */
  function acknowledge(running: RunningCall<P>, value: unknown): boolean {
    try {
      running.acknowledge?.({ ok: true, value });
      return true;
    } catch (error) {
      noteUnsendable(running, error);
      fail(running, error);
      return false;
    }
  }

  /** Resolves with the method's value, or with null as soon as the call is cancelled: whatever the method does then, it holds up nobody. */
  async function valueOrCancelled(
    running: RunningCall<P>,
    actions: (() => void)[],
  ): Promise<{ value: unknown } | null> {
    const invoked = invoke(running, (action) => actions.push(action));
    const answered = invoked.then((value) => ({ value }));
    const first = await Promise.race([answered, running.whenCancelled()]);
    if (first !== undefined) return first;
    // Its filters have told what came of it; a generator that nobody will read is let go.
    const { connection } = running;
    connection.abandonedCalls += 1;
    void answered
      .then(
        ({ value }) => (isAsyncIterable(value) ? value[Symbol.asyncIterator]().return?.() : undefined),
        () => undefined,
      )
      .catch(() => undefined)
      .finally(() => {
        connection.abandonedCalls -= 1;
      });
    return null;
  }

  /** Resolves when the call is over, a stream with its last item. `onReplied` runs once, before that. */
  async function answer(running: RunningCall<P>, onReplied: () => void): Promise<void> {
    const actions: (() => void)[] = [];
    let items: AsyncIterable<unknown> | undefined;
    try {
      const answered = running.isCancelled ? null : await valueOrCancelled(running, actions);
      if (answered === null) throw new HubError("CANCELLED");
      if (isAsyncIterable(answered.value)) items = answered.value;
      const isSent = !running.connection.closed && acknowledge(running, items === undefined ? answered.value : null);
      if (isSent) for (const action of actions) action();
    } catch (error) {
      fail(running, error);
    } finally {
      onReplied();
    }
    if (items !== undefined && running.meta !== null) await sendItems(running, running.meta.id, items);
  }

  return { answer, refuse };
}
