/** An error as a log may keep it: never the values of a query, which the database layer writes into message and details. */
export interface LoggableError {
  name: string;
  message: string;
  code?: unknown;
  stack?: string | undefined;
}

/** The innermost error that is no wrapper of a query, without fields that quote data. */
export function loggableError(error: unknown): LoggableError {
  if (!(error instanceof Error)) return { name: "unknown", message: typeof error };
  if (error.message.startsWith("Failed query:")) {
    return error.cause === undefined ? { name: error.name, message: "Failed query" } : loggableError(error.cause);
  }
  const { name, message, stack } = error;
  return { name, message, stack, ...("code" in error ? { code: error.code } : {}) };
}
