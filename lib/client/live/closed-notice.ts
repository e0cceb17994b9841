/**
 * A connection that does not come back by itself: why, in a sentence, and what brings it back. "leave": somebody ended this session
 * on purpose, so nothing of what was open may stay in sight.
 */
export interface ClosedNotice {
  remedy: "sign-in" | "reconnect" | "leave";
  reason: string;
}

const endedSessions: Record<string, string> = {
  EXPIRED: "Your session has expired.",
  UNAUTHENTICATED: "Your session has ended.",
};

const takenSessions: Record<string, string> = {
  SIGNED_OUT: "You signed out.",
  REVOKED: "Your access has ended.",
};

/** Closed for a reason that no password mends. */
const otherEnds: Record<string, string> = {
  CLOSED_BY_ADMIN: "An administrator closed this connection.",
  TOO_MANY_CONNECTIONS: "You have too many tabs or devices connected. Close some of them, then try again.",
};

/** What a dialog says of a close code; null for those that need none. `isOwnDoing`: it was asked for on this very page. */
export function closedNoticeOf(code: string, isOwnDoing: boolean): ClosedNotice | null {
  if (code === "CLOSED_BY_ADMIN" && isOwnDoing) return { remedy: "reconnect", reason: "You disconnected this page." };
  if (endedSessions[code]) return { remedy: "sign-in", reason: endedSessions[code] };
  if (takenSessions[code]) return { remedy: "leave", reason: takenSessions[code] };
  if (otherEnds[code]) return { remedy: "reconnect", reason: otherEnds[code] };
  return null;
}
