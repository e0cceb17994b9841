/**
 * A connection that does not come back by itself: why, in a sentence, and what brings it back. "leave": somebody ended this session
 * on purpose, so nothing of what was open may stay in sight.
 */
export interface ClosedNotice {
  remedy: "sign-in" | "reconnect" | "leave";
  reason: string;
}

const takenSessions: Record<string, string> = {
  SIGNED_OUT: "You signed out.",
  REVOKED: "Your access has ended.",
};

/** Closed for a reason that no password mends. */
const otherEnds: Record<string, string> = {
  CLOSED_BY_ADMIN: "An administrator closed this connection.",
  TOO_MANY_CONNECTIONS: "You have too many tabs or devices connected. Close some of them, then try again.",
};

const expired: ClosedNotice = { remedy: "sign-in", reason: "Your session has expired." };

interface Circumstances {
  /** It was asked for on this very page. */
  isOwnDoing: boolean;
  /** The session has run out by the clock. */
  sessionIsOver: boolean;
}

/**
 * What a dialog says of a close code; null for those that need none. A session that counts no longer before its time was taken away
 * while this page was cut off: nobody could tell it then, so it is told now.
 */
export function closedNoticeOf(code: string, { isOwnDoing, sessionIsOver }: Circumstances): ClosedNotice | null {
  if (code === "CLOSED_BY_ADMIN" && isOwnDoing) return { remedy: "reconnect", reason: "You disconnected this page." };
  if (code === "EXPIRED" || (code === "UNAUTHENTICATED" && sessionIsOver)) return expired;
  const taken = takenSessions[code === "UNAUTHENTICATED" ? "REVOKED" : code];
  if (taken !== undefined) return { remedy: "leave", reason: taken };
  return otherEnds[code] === undefined ? null : { remedy: "reconnect", reason: otherEnds[code] };
}
