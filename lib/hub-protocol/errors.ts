/** Every error code that can reach a caller, on the hub and over HTTP. Closed: adding one is a change of the public interface. */
export const errorCodes = {
  INVALID_ARGUMENT: { status: 400, title: "Invalid input" },
  UNAUTHENTICATED: { status: 401, title: "Not signed in" },
  FORBIDDEN: { status: 403, title: "Not allowed" },
  NOT_FOUND: { status: 404, title: "Not found" },
  METHOD_NOT_FOUND: { status: 405, title: "No such method" },
  CONFLICT: { status: 409, title: "Conflict" },
  VERSION_CONFLICT: { status: 409, title: "Changed by somebody else" },
  ILLEGAL_TRANSITION: { status: 409, title: "Not possible from this state" },
  MESSAGE_TOO_LARGE: { status: 413, title: "Too large" },
  IDEMPOTENCY_MISMATCH: { status: 422, title: "Key used for another request" },
  RATE_LIMITED: { status: 429, title: "Too many requests" },
  CANCELLED: { status: 499, title: "Cancelled" },
  INTERNAL: { status: 500, title: "Internal error" },
  UNAVAILABLE: { status: 503, title: "Temporarily unavailable" },
  DISCONNECTED: { status: 503, title: "Not connected" },
  TIMEOUT: { status: 504, title: "Timed out" },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** One wrong place in an input: `path` such as `items.0.quantity` (empty for the whole), `message` for people. */
export interface FieldError {
  path: string;
  message: string;
}

export interface HubErrorOptions {
  data?: unknown;
  fields?: FieldError[];
  /** Of the call that failed, in the caller: finds the server's log line. */
  traceId?: string;
  cause?: unknown;
}

/**
 * The error class of the whole program: what a verb throws and what a caller may read. Anything else becomes `INTERNAL`.
 * Recognise it by `isHubError`: Next's bundle and the custom server each have their own copy of this class.
 */
export class HubError extends Error {
  override readonly name = "HubError";
  readonly code: ErrorCode;
  readonly data?: unknown;
  readonly fields?: FieldError[];
  readonly traceId?: string;

  constructor(code: ErrorCode, message?: string, options: HubErrorOptions = {}) {
    super(message ?? errorCodes[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.data !== undefined) this.data = options.data;
    if (options.fields !== undefined) this.fields = options.fields;
    if (options.traceId !== undefined) this.traceId = options.traceId;
  }
}

export const isHubError = (error: unknown): error is HubError =>
  error instanceof Error && error.name === "HubError" && "code" in error && String(error.code) in errorCodes;
