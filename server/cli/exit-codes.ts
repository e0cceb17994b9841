import { isHubError } from "@/lib/hub-protocol";

/** What the process ends with; scripts rely on it. */
export const exitCodes = { ok: 0, error: 1, usage: 2, notAllowed: 3, unreachable: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code that an error of a command stands for. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isHubError(error)) return exitCodes.error;
  switch (error.code) {
    case "INVALID_ARGUMENT":
      return exitCodes.usage;
    case "UNAUTHENTICATED":
    case "FORBIDDEN":
      return exitCodes.notAllowed;
    case "DISCONNECTED":
    case "TIMEOUT":
    case "UNAVAILABLE":
      return exitCodes.unreachable;
    case "CANCELLED":
      return exitCodes.interrupted;
    case "NOT_FOUND":
    case "METHOD_NOT_FOUND":
    case "CONFLICT":
    case "VERSION_CONFLICT":
    case "ILLEGAL_TRANSITION":
    case "MESSAGE_TOO_LARGE":
    case "IDEMPOTENCY_MISMATCH":
    case "RATE_LIMITED":
    case "INTERNAL":
      return exitCodes.error;
  }
}
