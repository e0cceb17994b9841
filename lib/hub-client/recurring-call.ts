import type { ErrorCode } from "@/lib/hub-protocol";
import { isHubError } from "@/lib/hub-protocol";
import type { Environment } from "./environment";
import type { RetryPolicy } from "./retry-policy";

/** What subscriptions need of the client they belong to. */
export interface CallPort {
  call: (method: string, input: unknown) => Promise<unknown>;
  isLive: () => boolean;
  environment: Environment;
  retryPolicy: RetryPolicy;
}

const passing = new Set<ErrorCode>(["RATE_LIMITED", "UNAVAILABLE", "INTERNAL", "TIMEOUT"]);

/**
 * Calls until there is an answer, with pauses after failures that pass. Returns null when it is no longer wanted: `isWanted` says no,
 * or the connection is gone (then the next one starts anew). Throws what trying again cannot mend.
 */
export async function callUntilAnswered(
  port: CallPort,
  method: string,
  input: unknown,
  isWanted: () => boolean,
): Promise<{ reply: unknown } | null> {
  for (let failures = 1; isWanted() && port.isLive(); failures += 1) {
    try {
      const reply = await port.call(method, input);
      return isWanted() ? { reply } : null;
    } catch (error) {
      if (!isWanted() || (isHubError(error) && error.code === "DISCONNECTED")) return null;
      if (!isHubError(error) || !passing.has(error.code)) throw error;
    }
    await pause(port, failures);
  }
  return null;
}

/** Waits as the retry policy says after so many failures. */
export function pause(port: CallPort, failures: number): Promise<void> {
  const delayMs = port.retryPolicy(failures, port.environment.random) ?? 10_000;
  return new Promise((resolve) => port.environment.schedule(resolve, delayMs));
}
