import type { CloseCode, HandshakeRefusal } from "@/lib/hub-protocol";
import { closeCodes, HubError } from "@/lib/hub-protocol";

type RefusalCode = HandshakeRefusal["code"];

/**
 * Close codes of the raw WebSocket. 41xx: come back after a moment; 44xx: not by yourself. 1001 is an end without a word, 1009 a message
 * above the frame limit.
 */
export const webSocketCloseCodes = {
  RESTARTING: 4100,
  SLOW_CONSUMER: 4101,
  UNAVAILABLE: 4102,
  REAUTHORIZE: 4103,
  RATE_LIMITED: 4104,
  PROTOCOL_ERROR: 4400,
  UNAUTHENTICATED: 4401,
  FORBIDDEN: 4403,
  REVOKED: 4410,
  EXPIRED: 4411,
  SIGNED_OUT: 4412,
  CLOSED_BY_ADMIN: 4413,
  TOO_MANY_CONNECTIONS: 4429,
} as const satisfies Record<RefusalCode, number>;

const errorCodeOf = {
  RESTARTING: "UNAVAILABLE",
  SLOW_CONSUMER: "UNAVAILABLE",
  UNAVAILABLE: "UNAVAILABLE",
  REAUTHORIZE: "UNAVAILABLE",
  RATE_LIMITED: "RATE_LIMITED",
  TOO_MANY_CONNECTIONS: "RATE_LIMITED",
  PROTOCOL_ERROR: "INVALID_ARGUMENT",
  UNAUTHENTICATED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
  REVOKED: "UNAUTHENTICATED",
  EXPIRED: "UNAUTHENTICATED",
  SIGNED_OUT: "UNAUTHENTICATED",
  CLOSED_BY_ADMIN: "FORBIDDEN",
} as const satisfies Record<RefusalCode, string>;

/** A refused handshake in the words of HTTP. */
export const errorOf = ({ code, message }: HandshakeRefusal): HubError => new HubError(errorCodeOf[code], message);

/** The code of a notice that precedes a close, or null. */
export const closeCodeOf = (code: string): CloseCode | null =>
  Object.hasOwn(closeCodes, code) ? (code as CloseCode) : null;

/** A connection that ended before it was let in: without a word, the server is going. */
export const refusalBy = (code: CloseCode | null): HandshakeRefusal => ({
  code: code ?? "RESTARTING",
  ...closeCodes[code ?? "RESTARTING"],
});
