import type { Connection, DisconnectReason } from "./connection";
import type { Principal } from "./principal";

/** A call as filters see it: also one that will be refused. */
export interface Invocation<P extends Principal = Principal> {
  /** The hub's path. */
  readonly hub: string;
  /** As the caller wrote it: it need not exist. At most 80 characters. */
  readonly method: string;
  /** Not validated yet. */
  readonly input: unknown;
  readonly connection: Connection<P>;
  readonly traceId: string;
  readonly signal: AbortSignal;
}

/**
 * Stands around what happens: the server's filters outside, then the hub's, in their order. Each runs `next` once, or throws a
 * `HubError` in its place. A stream's method is answered by an AsyncIterable (`whenEnded` watches it to its end).
 */
export interface HubFilter<P extends Principal = Principal> {
  onInvoke?(invocation: Invocation<P>, next: () => Promise<unknown>): Promise<unknown>;
  onConnected?(connection: Connection<P>, next: () => Promise<void>): Promise<void>;
  onDisconnected?(connection: Connection<P>, reason: DisconnectReason, next: () => Promise<void>): Promise<void>;
}

/** Runs `core` inside the filters. */
export function runInvoke<P extends Principal>(
  filters: readonly HubFilter<P>[],
  invocation: Invocation<P>,
  core: () => Promise<unknown>,
): Promise<unknown> {
  return nested(filters, core, (filter, next) => filter.onInvoke?.(invocation, next));
}

export function runConnected<P extends Principal>(
  filters: readonly HubFilter<P>[],
  connection: Connection<P>,
  core: () => Promise<void>,
): Promise<void> {
  return nested(filters, core, (filter, next) => filter.onConnected?.(connection, next));
}

export function runDisconnected<P extends Principal>(
  filters: readonly HubFilter<P>[],
  connection: Connection<P>,
  reason: DisconnectReason,
  core: () => Promise<void>,
): Promise<void> {
  return nested(filters, core, (filter, next) => filter.onDisconnected?.(connection, reason, next));
}

/** `enter` returns undefined for a filter that has nothing to say here. */
function nested<P extends Principal, T>(
  filters: readonly HubFilter<P>[],
  core: () => Promise<T>,
  enter: (filter: HubFilter<P>, next: () => Promise<T>) => Promise<T> | undefined,
): Promise<T> {
  const from = (index: number): Promise<T> => {
    const filter = filters[index];
    if (filter === undefined) return core();
    const next = () => from(index + 1);
    return enter(filter, next) ?? next();
  };
  return from(0);
}

export const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** Tells the end of what a call answered: at once for a value, after its last item for a stream. Returns what is to be answered in its place. */
export function whenEnded(value: unknown, onEnd: (error?: unknown) => void): unknown {
  if (!isAsyncIterable(value)) {
    onEnd();
    return value;
  }
  return watched(value, onEnd);
}

async function* watched(source: AsyncIterable<unknown>, onEnd: (error?: unknown) => void): AsyncGenerator<unknown> {
  let failure: unknown;
  try {
    yield* source;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    onEnd(failure);
  }
}
