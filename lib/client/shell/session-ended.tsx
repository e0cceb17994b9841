"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { useConnection } from "../hub/ops";
import { announceAlert } from "../ui/live-region";

const Dialog = dynamic(() => import("./session-ended-dialog").then((module) => module.SessionEndedDialog), { ssr: false });

/** What ended, for the codes after which the connection does not come back by itself. */
const reasons: Record<string, string> = {
  EXPIRED: "Your session has expired.",
  UNAUTHENTICATED: "Your session has ended.",
  SIGNED_OUT: "You signed out in another tab.",
  REVOKED: "Your access has ended.",
  CLOSED_BY_ADMIN: "An administrator closed this connection.",
  TOO_MANY_CONNECTIONS: "There are too many connections from here.",
};

/** Asks to sign in again in place: the page and what was typed into it stay. Its code is loaded when it is needed. */
export function SessionEnded() {
  const connection = useConnection();
  const reason = connection.kind === "closed" ? (reasons[connection.code] ?? null) : null;
  const [dismissed, setDismissed] = useState(false);
  useEffect(() => {
    setDismissed(false);
    if (reason) announceAlert(`${reason} Sign in again to go on.`);
  }, [reason]);
  return reason && !dismissed ? <Dialog reason={reason} onClose={() => setDismissed(true)} /> : null;
}
