import type { ErrorCode, ReplyError } from "@/lib/hub-protocol";
import { HubError, isHubError } from "@/lib/hub-protocol";
import { newTraceparent, traceIdOf } from "./trace";

/** What the server may know of an error of this side: a `HubError` as it is, of anything else the code alone. */
export function tellError(error: unknown, otherwise: ErrorCode, trace = newTraceparent()): ReplyError {
  const { code, message, data, fields } = isHubError(error) ? error : new HubError(otherwise);
  return { code, message, ...(data !== undefined && { data }), ...(fields && { fields }), traceId: traceIdOf(trace) };
}
