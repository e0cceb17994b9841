import type { ErrorCode } from "@/lib/hub-protocol";
import { isHubError } from "@/lib/hub-protocol";
import type { HubFilter, Invocation } from "./filters";
import { whenEnded } from "./filters";
import { createGather } from "./gather";
import type { HubLog } from "./log";
import type { HubCounters } from "./stats";
import { countUp } from "./stats";

/** What a caller is told of this error: its own code, or `INTERNAL`. What throws because the call's signal aborted was cancelled. */
export function codeOf(error: unknown, signal: AbortSignal): ErrorCode {
  if (isHubError(error)) return error.code;
  const isAbort = error instanceof Error && error.name === "AbortError";
  return isAbort && signal.aborted ? "CANCELLED" : "INTERNAL";
}

const repeatsMs = 60_000;

/** One line for each call that failed: errors of this side with what was thrown, refusals. Unknown methods are gathered per user. */
export function logCalls(log: HubLog): HubFilter {
  const noteUnknown = createGather<object>(repeatsMs, (about, count) =>
    log.warn({ ...about, count }, "hub call of a method that does not exist"),
  );
  return watchFailures((invocation, error) => {
    const { method, connection, traceId, signal } = invocation;
    const about = { method, connectionId: connection.id, userId: connection.principal.id, traceId };
    const code = codeOf(error, signal);
    if (code === "INTERNAL") log.error({ ...about, err: error }, "hub call failed");
    else if (code === "METHOD_NOT_FOUND") noteUnknown(connection.principal.id, about);
    else log.debug({ ...about, code }, "hub call refused");
  });
}

/** Counts what failed, by code. */
export function countFailures(counters: HubCounters): HubFilter {
  return watchFailures(({ signal }, error) => countFailure(counters, codeOf(error, signal)));
}

export function countFailure(counters: HubCounters, code: ErrorCode): void {
  countUp<ErrorCode>(counters.errors, code);
  if (code === "METHOD_NOT_FOUND") counters.unknownMethods += 1;
}

/** Calls `onFailure` for a call that is refused or throws, a stream that breaks off included. */
export function watchFailures(onFailure: (invocation: Invocation, error: unknown) => void): HubFilter {
  return {
    async onInvoke(invocation, next) {
      let value: unknown;
      try {
        value = await next();
      } catch (error) {
        onFailure(invocation, error);
        throw error;
      }
      return whenEnded(value, (error) => {
        if (error !== undefined) onFailure(invocation, error);
      });
    },
  };
}
