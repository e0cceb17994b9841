import type { AnyContract, Operation } from "@/lib/hub-protocol";
import { control, HubError } from "@/lib/hub-protocol";
import type { AnswererOptions } from "./answerer";
import { createAnswerer } from "./answerer";
import { readCallMeta, traceIdOf } from "./call-meta";
import { CallQueue } from "./call-queue";
import type { HubConnection } from "./connection";
import { isControlName, readControlFrame } from "./control-frames";
import { foreignError } from "./foreign-error";
import { operationOf } from "./invoker";
import type { HubLimits } from "./limits";
import type { Principal } from "./principal";
import { TokenBucket } from "./rate-limit";
import type { Acknowledge } from "./running-call";
import { RunningCall } from "./running-call";
import { Upload } from "./upload";
import { oversized } from "./wire";

interface DispatcherOptions<C extends AnyContract, P extends Principal> extends AnswererOptions<C, P> {
  limits: HubLimits;
  now: () => number;
  isDraining: () => boolean;
  onIdle: () => void;
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
  const { contract, limits, counters } = options;
  const { answer, refuse } = createAnswerer(options);

  function refusalOf(running: RunningCall<P>, bucket: TokenBucket): HubError | null {
    const retryAfterMs = running.connection.takeGrantedCall() ? 0 : bucket.take();
    if (retryAfterMs > 0) return new HubError("RATE_LIMITED", "Too many calls.", { data: { retryAfterMs } });
    if (running.name === oversized)
      return new HubError("MESSAGE_TOO_LARGE", "The call is too large.", { data: { bytes: running.input } });
    if (running.connection.abandonedCalls >= limits.maxQueuedInvocations)
      return new HubError("RATE_LIMITED", "Too many calls that were cancelled still run.");
    return options.isDraining() ? new HubError("UNAVAILABLE", "The server is restarting.") : null;
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
      if (running.meta !== null) freeId(running, running.meta.id);
      if (unfinished.size === 0) onOver();
    }

    /** After a cancel the id may stand for another call already. */
    function freeId(running: RunningCall<P>, id: number): void {
      if (byId.get(id) === running) byId.delete(id);
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
          freeId(running, frame.id);
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
      if (name === control.ping) {
        // No cheaper answer could refuse it, so it takes no token.
        acknowledgeOf(args)?.({ ok: true, value: null });
        return;
      }
      if (isControlName(name)) {
        this.#calls?.receiveControl(name, args[0]);
        return;
      }
      counters.calls += 1;
      const acknowledge = acknowledgeOf(args);
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

/** No encoding has functions: one at the end is Socket.IO's, and stands for a reply that is asked for. */
function acknowledgeOf(args: readonly unknown[]): Acknowledge | undefined {
  const last = args.at(-1);
  return typeof last === "function" ? (last as Acknowledge) : undefined;
}
