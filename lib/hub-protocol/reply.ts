import type { ErrorCode, FieldError } from "./errors";
import { HubError, isHubError } from "./errors";

/** What a failed call tells its caller. `traceId` finds the server's log line. */
export interface ReplyError {
  code: ErrorCode;
  message: string;
  data?: unknown;
  fields?: FieldError[];
  traceId: string;
}

export type Reply<T> = { ok: true; value: T } | { ok: false; error: ReplyError };

/** Turns anything thrown into what a caller may see: a `HubError` as it is, anything else as `INTERNAL` without detail. */
export function toReplyError(error: unknown, traceId: string): ReplyError {
  if (!isHubError(error)) return { code: "INTERNAL", message: "Something went wrong on the server.", traceId };
  return {
    code: error.code,
    message: error.message,
    ...(error.data === undefined ? {} : { data: error.data }),
    ...(error.fields === undefined ? {} : { fields: error.fields }),
    traceId,
  };
}

/** The other way round, in the client. */
export const fromReplyError = ({ code, message, data, fields, traceId }: ReplyError): HubError =>
  new HubError(code, message, { data, fields, traceId });
