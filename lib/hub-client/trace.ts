/** A new W3C `traceparent`, version 00 and sampled: 16 random bytes name the trace, 8 the caller's part of it. */
export function newTraceparent(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`;
}

/** The 32 hex digits by which the server's log names the call. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);
