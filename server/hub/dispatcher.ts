import { randomUUID } from "node:crypto";
import type { AnyContract, ErrorCode, FieldError, Operation, Reply } from "@/lib/hub-protocol";
import { HubError, toReplyError } from "@/lib/hub-protocol";
import type { Call, Implementation } from "./call";
import { CallQueue } from "./call-queue";
import type { HubConnection } from "./connection";
import type { HubLimits } from "./limits";
import type { HubLog } from "./log";
import type { Principal } from "./principal";
import { permits } from "./principal";
import { TokenBucket } from "./rate-limit";
import type { HubCounters } from "./stats";
import { countUp } from "./stats";
import { oversized } from "./wire";

type Acknowledge = (reply: Reply<unknown>) => void;
type CallOf<C extends AnyContract, P extends Principal> = Call<C, P>;

interface Method<C extends AnyContract, P extends Principal> {
  operation: Operation;
  run: (call: CallOf<C, P>) => unknown;
}

interface DispatcherOptions<C extends AnyContract, P extends Principal> {
  contract: C;
  implementation: Implementation<C, P>;
  limits: HubLimits;
  log: HubLog;
  counters: HubCounters;
  now: () => number;
  isDraining: () => boolean;
  onIdle: () => void;
  callFor: (
    connection: HubConnection<P>,
    parts: Pick<CallOf<C, P>, "input" | "method" | "traceId" | "afterReply">,
  ) => CallOf<C, P>;
}

/** The calls of one connection. `open` lets them run; until then they wait. */
export interface Caller {
  receive(name: unknown, args: unknown[]): void;
  open(): void;
  close(): void;
}

/**
 * Turns what arrives into calls: rate limit → find → permission → validate → method → reply. Nothing that a client sends throws out of here.
 * A permission that depends on the input is asked after the validation, by the validated input.
 */
export function createDispatcher<C extends AnyContract, P extends Principal>(options: DispatcherOptions<C, P>) {
  const { limits, log, counters } = options;
  const methods = methodsOf(options.contract, options.implementation);

  function fail(
    connection: HubConnection<P>,
    name: unknown,
    error: unknown,
    acknowledge: Acknowledge | undefined,
    traceId: string,
  ): void {
    const replyError = toReplyError(error, traceId);
    countUp<ErrorCode>(counters.errors, replyError.code);
    const about = { method: nameForLog(name), connectionId: connection.id, userId: connection.principal.id, traceId };
    if (replyError.code === "INTERNAL") log.error({ ...about, err: error }, "hub call failed");
    else if (replyError.code === "METHOD_NOT_FOUND") log.warn(about, "hub call of a method that does not exist");
    else log.debug({ ...about, code: replyError.code }, "hub call refused");
    if (!connection.closed) acknowledge?.({ ok: false, error: replyError });
  }

  async function execute(
    connection: HubConnection<P>,
    name: unknown,
    input: unknown,
    afterReply: Call<C, P>["afterReply"],
    traceId: string,
  ) {
    const method = typeof name === "string" ? methods.get(name) : undefined;
    if (method === undefined) {
      counters.unknownMethods += 1;
      throw new HubError("METHOD_NOT_FOUND", `There is no method "${nameForLog(name)}".`);
    }
    const { permission } = method.operation;
    if (typeof permission === "string") demand(connection.principal, permission);
    const parsed = validate(method.operation, input);
    if (typeof permission === "function") demand(connection.principal, permission(parsed));
    return method.run(options.callFor(connection, { input: parsed, method: String(name), traceId, afterReply }));
  }

  async function answer(
    connection: HubConnection<P>,
    name: unknown,
    input: unknown,
    acknowledge: Acknowledge | undefined,
  ): Promise<void> {
    const traceId = newTraceId();
    const actions: (() => void)[] = [];
    try {
      const value = await execute(connection, name, input, (action) => actions.push(action), traceId);
      if (connection.closed) return;
      acknowledge?.({ ok: true, value });
      for (const action of actions) action();
    } catch (error) {
      fail(connection, name, error, acknowledge, traceId);
    } finally {
      counters.callsInFlight -= 1;
      options.onIdle();
    }
  }

  return function callerFor(connection: HubConnection<P>): Caller {
    const bucket = new TokenBucket(limits.callsPerSecond, limits.callBurst, options.now);
    const queue = new CallQueue(limits.maxParallelInvocationsPerClient, limits.maxQueuedInvocations);

    function refusalOf(name: unknown, input: unknown): HubError | null {
      const retryAfterMs = bucket.take();
      if (retryAfterMs > 0) return new HubError("RATE_LIMITED", "Too many calls.", { data: { retryAfterMs } });
      if (name === oversized)
        return new HubError("MESSAGE_TOO_LARGE", "The call is too large.", { data: { bytes: input } });
      if (options.isDraining()) return new HubError("UNAVAILABLE", "The server is restarting.");
      return null;
    }

    return {
      receive(name, args) {
        counters.calls += 1;
        // JSON has no functions: one at the end is Socket.IO's, and stands for a reply that is asked for.
        const last = args.at(-1);
        const acknowledge = typeof last === "function" ? (last as Acknowledge) : undefined;
        const input = args[0] === acknowledge ? undefined : args[0];
        const refusal = refusalOf(name, input);
        if (refusal !== null) return fail(connection, name, refusal, acknowledge, newTraceId());
        const taken = queue.add(() => answer(connection, name, input, acknowledge));
        if (taken) counters.callsInFlight += 1;
        else
          fail(
            connection,
            name,
            new HubError("RATE_LIMITED", "Too many calls are waiting."),
            acknowledge,
            newTraceId(),
          );
      },
      open: () => queue.open(),
      close() {
        counters.callsInFlight -= queue.clear();
        options.onIdle();
      },
    };
  };
}

function methodsOf<C extends AnyContract, P extends Principal>(
  contract: C,
  implementation: Implementation<C, P>,
): Map<string, Method<C, P>> {
  const runs = implementation as unknown as Readonly<Record<string, Method<C, P>["run"] | undefined>>;
  const methods = new Map<string, Method<C, P>>();
  for (const [name, operation] of Object.entries(contract.server)) {
    const run = runs[name];
    if (run === undefined) throw new Error(`${contract.path} has no implementation of "${name}".`);
    methods.set(name, { operation, run });
  }
  return methods;
}

function demand(principal: Principal, permission: string): void {
  if (!permits(principal, permission)) throw new HubError("FORBIDDEN", `You need the permission ${permission}.`);
}

function validate(operation: Operation, input: unknown): unknown {
  const result = operation.input.safeParse(input);
  if (result.success) return result.data;
  throw new HubError("INVALID_ARGUMENT", undefined, { fields: fieldsOf(result.error.issues) });
}

/** 32 hex digits, as in W3C trace contexts. */
const newTraceId = (): string => randomUUID().replaceAll("-", "");

const maxFieldErrors = 20;

interface Issue {
  readonly code?: string;
  readonly path: PropertyKey[];
  readonly message: string;
  readonly keys?: string[];
}

/** One entry per wrong place; unknown keys are named by their own path. */
function fieldsOf(issues: readonly Issue[]): FieldError[] {
  const fields = issues.flatMap(({ path, message, keys }) =>
    keys === undefined
      ? [{ path: path.map(String).join("."), message }]
      : keys.map((key) => ({ path: [...path.map(String), key].join("."), message: "Unknown field." })),
  );
  return fields.slice(0, maxFieldErrors);
}

const nameForLog = (name: unknown): string => (typeof name === "symbol" ? "(oversized)" : String(name).slice(0, 80));
