import type { AnyContract, Operation, ReplyError } from "@/lib/hub-protocol";
import { control, HubError, toReplyError } from "@/lib/hub-protocol";
import { codeOf, countFailure } from "./call-log";
import { readCallMeta, traceIdOf } from "./call-meta";
import { CallQueue } from "./call-queue";
import type { HubConnection } from "./connection";
import { isControlName, readControlFrame } from "./control-frames";
import { isAsyncIterable } from "./filters";
import { foreignError } from "./foreign-error";
import type { InvokerOptions } from "./invoker";
import { createInvoker, operationOf } from "./invoker";
import { ItemSender } from "./item-sender";
import type { HubLimits } from "./limits";
import type { HubLog } from "./log";
import type { Principal } from "./principal";
import { TokenBucket } from "./rate-limit";
import type { Acknowledge } from "./running-call";
import { RunningCall } from "./running-call";
import type { HubCounters } from "./stats";
import { Upload } from "./upload";
import { oversized } from "./wire";

interface DispatcherOptions<C extends AnyContract, P extends Principal> extends InvokerOptions<C, P> {
  limits: HubLimits;
  log: HubLog;
  counters: HubCounters;
  now: () => number;
  isDraining: () => boolean;
  onIdle: () => void;
  /** Tells callers what went wrong on this side. */
  detailedErrors: boolean;
}

/** The calls of one connection. `open` lets them run; until then they wait. */
export interface Caller {
  receive(name: unknown, args: unknown[]): void;
  open(): void;
  close(): void;
}

/**
 * Turns what arrives into calls: rate limit → filters( find → permission → validate → resource policy → method ) → reply. Nothing that a
 * client sends throws out of here.
 */
export function createDispatcher<C extends AnyContract, P extends Principal>(options: DispatcherOptions<C, P>) {
  const { contract, limits, log, counters } = options;
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

  function refusalOf(running: RunningCall<P>, bucket: TokenBucket): HubError | null {
    const retryAfterMs = bucket.take();
    if (retryAfterMs > 0) return new HubError("RATE_LIMITED", "Too many calls.", { data: { retryAfterMs } });
    if (running.name === oversized)
      return new HubError("MESSAGE_TOO_LARGE", "The call is too large.", { data: { bytes: running.input } });
    if (running.connection.abandonedCalls >= limits.maxQueuedInvocations)
      return new HubError("RATE_LIMITED", "Too many calls that were cancelled still run.");
    return options.isDraining() ? new HubError("UNAVAILABLE", "The server is restarting.") : null;
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

  /** What one connection has under way. `onOver` is called when nothing is left of it. */
  function callsOf(connection: HubConnection<P>, onOver: () => void) {
    const queue = new CallQueue(limits.maxParallelInvocationsPerClient, limits.maxQueuedInvocations);
    // What lasts as long as its stream must hold up no call.
    const streams = new CallQueue(limits.maxParallelStreamsPerClient, limits.maxParallelStreamsPerClient);
    const unfinished = new Set<RunningCall<P>>();
    const byId = new Map<number, RunningCall<P>>();

    function forget(running: RunningCall<P>): void {
      unfinished.delete(running);
      if (running.meta !== null) byId.delete(running.meta.id);
      if (unfinished.size === 0) onOver();
    }

    function openUpload(running: RunningCall<P>, schema: Operation["input"], id: number): void {
      running.upload = new Upload({
        schema,
        pull: (count) => connection.socket.emit(control.pull, { id, count }),
        onBroken: (error) => running.break(error),
      });
    }

    function start(running: RunningCall<P>): void {
      const { meta } = running;
      const operation = operationOf(contract, running.name);
      if (operation?.upload !== undefined && meta !== null) openUpload(running, operation.upload, meta.id);
      const isStream = operation?.kind === "stream" || operation?.upload !== undefined;
      const onReplied = () => {
        counters.callsInFlight -= 1;
        options.onIdle();
      };
      counters.callsInFlight += 1;
      unfinished.add(running);
      if (meta !== null) byId.set(meta.id, running);
      const task = () => answer(running, onReplied).finally(() => forget(running));
      if ((isStream ? streams : queue).add(task)) return;
      forget(running);
      onReplied();
      refuse(running, new HubError("RATE_LIMITED", "Too many calls are waiting."));
    }

    function receiveControl(name: unknown, payload: unknown): void {
      const frame = readControlFrame(name, payload);
      const running = frame === null ? undefined : byId.get(frame.id);
      // A call that is over is no fault: both may speak at once.
      if (frame === null || running === undefined) return;
      switch (frame.kind) {
        case "cancel":
          running.cancel();
          break;
        case "item":
          running.upload?.push(frame.item);
          break;
        case "end":
          running.upload?.end(frame.error === undefined ? undefined : foreignError(frame.error));
          break;
        case "pull":
          running.sender?.pull(frame.count);
          break;
      }
    }

    return {
      start,
      receiveControl,
      has: (id: number) => byId.has(id),
      open() {
        queue.open();
        streams.open();
      },
      close() {
        counters.callsInFlight -= queue.clear() + streams.clear();
        for (const running of unfinished) running.cancel();
        unfinished.clear();
        byId.clear();
      },
    };
  }

  // Functions of its own for each connection would cost a thirtieth of what a connection may.
  class ConnectionCaller implements Caller {
    readonly #connection: HubConnection<P>;
    readonly #bucket = new TokenBucket(limits.callsPerSecond, limits.callBurst, options.now);
    #isOpen = false;
    /** Most connections have nothing under way most of the time: then nothing is kept for it. */
    #calls: ReturnType<typeof callsOf> | undefined;

    constructor(connection: HubConnection<P>) {
      this.#connection = connection;
    }

    receive(name: unknown, args: unknown[]): void {
      if (isControlName(name)) {
        this.#calls?.receiveControl(name, args[0]);
        return;
      }
      counters.calls += 1;
      // No encoding has functions: one at the end is Socket.IO's, and stands for a reply that is asked for.
      const last = args.at(-1);
      const acknowledge = typeof last === "function" ? (last as Acknowledge) : undefined;
      const [input, meta] = acknowledge === undefined ? args : args.slice(0, -1);
      this.#receiveCall(name, input, meta, acknowledge);
    }

    open(): void {
      this.#isOpen = true;
      this.#calls?.open();
    }

    close(): void {
      this.#calls?.close();
      options.onIdle();
    }

    #receiveCall(name: unknown, input: unknown, meta: unknown, acknowledge: Acknowledge | undefined): void {
      const opening = { connection: this.#connection, name, input, acknowledge };
      try {
        const read = readCallMeta(meta);
        const running = new RunningCall<P>({ ...opening, meta: read, traceId: traceIdOf(read) });
        const isTaken = read !== null && this.#calls?.has(read.id);
        const refusal =
          refusalOf(running, this.#bucket) ??
          (isTaken ? new HubError("INVALID_ARGUMENT", "This call id is in use.") : null);
        if (refusal === null) this.#start(running);
        else refuse(running, refusal);
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        refuse(new RunningCall<P>({ ...opening, meta: null, traceId: traceIdOf(null) }), error);
      }
    }

    #start(running: RunningCall<P>): void {
      if (this.#calls === undefined) {
        const made = callsOf(this.#connection, () => {
          if (this.#calls === made) this.#calls = undefined;
        });
        this.#calls = made;
        if (this.#isOpen) made.open();
      }
      this.#calls.start(running);
    }
  }

  return (connection: HubConnection<P>): Caller => new ConnectionCaller(connection);
}
