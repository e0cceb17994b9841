import type { ErrorCode } from "@/lib/hub-protocol";
import { errorCodes, HubError } from "@/lib/hub-protocol";

const maxMessageChars = 200;

/** What a client says went wrong on its side: a stranger's words, of which the code is one of ours or `CANCELLED`. */
export function foreignError(error: unknown): HubError {
  const { code, message } = typeof error === "object" && error !== null ? (error as Record<string, unknown>) : {};
  const known = typeof code === "string" && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : "CANCELLED";
  return new HubError(known, typeof message === "string" ? message.slice(0, maxMessageChars) : undefined);
}
