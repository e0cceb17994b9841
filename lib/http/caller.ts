import type { Caller } from "@/lib/services/context";

/** Set by the server itself on every request, whatever the client sent under this name. */
export const addressHeader = "x-pulseboard-address";

/** Where a request came from. */
export const callerOf = (headers: Headers, requestId: string): Caller => ({
  address: headers.get(addressHeader),
  userAgent: headers.get("user-agent"),
  traceId: requestId,
});
