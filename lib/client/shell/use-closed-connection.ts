"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useConnection, useHubClient } from "../hub/ops";
import { type ClosedNotice, closedNoticeOf } from "../live/closed-notice";
import { announceAlert } from "../ui/live-region";
import { serverNowMs } from "../ui/time/server-clock";
import { useSessionInfo } from "./session-info";

/** The clocks may differ, and a dialog too many is better than a page too few. */
const clockToleranceMs = 60_000;

export interface ClosedConnection {
  /** Why the connection is over and does not come back by itself; null while it lives or nothing is to be said of it. */
  notice: ClosedNotice | null;
  /** A dialog says it, until somebody has closed that. */
  inDialog: boolean;
  dismiss(): void;
  /** Whether the end that comes next was asked for on this page. */
  expectOwnEnd(expected: boolean): void;
}

/** Follows the end of the connection. One that ran out of its token is tried once more, because the session may well be good. */
export function useClosedConnection(): ClosedConnection {
  const client = useHubClient();
  const connection = useConnection();
  const triedAgain = useRef(false);
  const [dismissed, setDismissed] = useState(false);
  const [isOwnDoing, setOwnDoing] = useState(false);
  const code = connection.kind === "closed" ? connection.code : null;
  const { sessionEndsAtMs } = useSessionInfo();
  const notice = useMemo(() => {
    if (code === null) return null;
    const sessionIsOver = sessionEndsAtMs !== null && serverNowMs() > sessionEndsAtMs - clockToleranceMs;
    return closedNoticeOf(code, { isOwnDoing, sessionIsOver });
  }, [code, isOwnDoing, sessionEndsAtMs]);

  useEffect(() => {
    if (connection.kind === "live") {
      triedAgain.current = false;
      setOwnDoing(false);
    }
    setDismissed(false);
    // The token ran out while this machine slept.
    if (code !== "EXPIRED" || triedAgain.current) return;
    triedAgain.current = true;
    client.connect();
  }, [connection.kind, code, client]);

  const isAboutToTry = code === "EXPIRED" && !triedAgain.current;
  const inDialog = notice !== null && !dismissed && !isAboutToTry;
  useEffect(() => {
    if (!inDialog || notice === null) return;
    announceAlert(notice.remedy !== "reconnect" ? `${notice.reason} Sign in again to go on.` : notice.reason);
  }, [inDialog, notice]);

  const dismiss = useCallback(() => setDismissed(true), []);
  return useMemo(() => ({ notice, inDialog, dismiss, expectOwnEnd: setOwnDoing }), [notice, inDialog, dismiss]);
}
