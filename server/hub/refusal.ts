import type { CloseCode, HandshakeRefusal } from "@/lib/hub-protocol";
import { closeCodes, isHubError } from "@/lib/hub-protocol";

/** Carries a refusal through Socket.IO's middleware: the client finds it in `connect_error.data`. */
export class RefusedHandshake extends Error {
  override readonly name = "RefusedHandshake";
  readonly data: HandshakeRefusal;

  constructor(data: HandshakeRefusal) {
    super(data.message);
    this.data = data;
  }
}

export const refusalBy = (code: CloseCode): HandshakeRefusal => ({ code, ...closeCodes[code] });

/** What a failed authentication tells the client; null for anything but a `HubError`, which is a fault of this side. */
export function refusalOf(error: unknown): HandshakeRefusal | null {
  if (!isHubError(error)) return null;
  if (error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN")
    return { code: error.code, message: error.message, retry: false };
  return { code: error.code === "RATE_LIMITED" ? "RATE_LIMITED" : "UNAVAILABLE", message: error.message, retry: true };
}
