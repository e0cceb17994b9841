/**
 * Why a connection was closed. `retry` tells the client whether to come back by itself; a close without a code is a RETRY.
 * `EXPIRED` alone leads to login and then to a new connection.
 */
export const closeCodes = {
  RESTARTING: { retry: true, message: "The server is restarting." },
  SLOW_CONSUMER: { retry: true, message: "This connection could not keep up." },
  UNAVAILABLE: { retry: true, message: "The server cannot serve this connection now." },
  REAUTHORIZE: { retry: true, message: "Your permissions changed." },
  TOO_MANY_CONNECTIONS: { retry: false, message: "Too many connections." },
  REVOKED: { retry: false, message: "Your access has ended." },
  EXPIRED: { retry: false, message: "Your session has expired." },
  SIGNED_OUT: { retry: false, message: "You signed out." },
  CLOSED_BY_ADMIN: { retry: false, message: "An administrator closed this connection." },
  PROTOCOL_ERROR: { retry: false, message: "The connection sent something that is not understood." },
} as const;

export type CloseCode = keyof typeof closeCodes;

/** Notices that do not close: a warning in time, or a limit that was met. */
export const noticeCodes = ["TOKEN_EXPIRING", "RATE_LIMITED"] as const;

/** `connect_error.data` of a refused handshake. */
export interface HandshakeRefusal {
  code: "UNAUTHENTICATED" | "FORBIDDEN" | "RATE_LIMITED" | "UNAVAILABLE" | CloseCode;
  message: string;
  retry: boolean;
}
