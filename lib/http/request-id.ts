import { randomUUID } from "node:crypto";

export const requestIdHeader = "x-request-id";

/** The id that a caller or a proxy gave the request, if it is harmless in a log and a header; otherwise a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(requestIdHeader);
  return given !== null && /^[\w.:-]{8,64}$/.test(given) ? given : randomUUID();
}
