"use client";

import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
import { useConnection, useHubClient } from "../hub/ops";
import { announceAlert } from "../ui/live-region";

const Dialog = dynamic(() => import("./session-ended-dialog").then((module) => module.SessionEndedDialog), {
  ssr: false,
});

const Closed = dynamic(() => import("./connection-closed-dialog").then((module) => module.ConnectionClosedDialog), {
  ssr: false,
});

/** What ended, for the codes after which the connection does not come back by itself. */
const reasons: Record<string, string> = {
  EXPIRED: "Your session has expired.",
  UNAUTHENTICATED: "Your session has ended.",
  SIGNED_OUT: "You signed out in another tab.",
  REVOKED: "Your access has ended.",
};

/** Closed for a reason that no password mends. */
const otherReasons: Record<string, string> = {
  CLOSED_BY_ADMIN: "An administrator closed this connection.",
  TOO_MANY_CONNECTIONS: "You have too many tabs or devices connected. Close some of them, then try again.",
};

/** Asks to sign in again in place: the page and what was typed into it stay. The dialog's code is loaded when it is needed. */
export function SessionEnded() {
  const client = useHubClient();
  const connection = useConnection();
  const triedAgain = useRef(false);
  const [dismissed, setDismissed] = useState(false);
  const code = connection.kind === "closed" ? connection.code : null;

  useEffect(() => {
    if (connection.kind === "live") triedAgain.current = false;
    setDismissed(false);
    if (code === "EXPIRED" && !triedAgain.current) {
      // The token ran out while this machine slept; the session behind it may well be good.
      triedAgain.current = true;
      client.connect();
    } else if (code && reasons[code]) announceAlert(`${reasons[code]} Sign in again to go on.`);
    else if (code && otherReasons[code]) announceAlert(otherReasons[code]);
  }, [connection.kind, code, client]);

  if (code === null || dismissed || (code === "EXPIRED" && !triedAgain.current)) return null;
  const close = () => setDismissed(true);
  if (reasons[code]) return <Dialog reason={reasons[code]} onClose={close} />;
  if (otherReasons[code])
    return <Closed reason={otherReasons[code]} onClose={close} onRetry={() => client.connect()} />;
  return null;
}
