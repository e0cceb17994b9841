"use client";

import dynamic from "next/dynamic";
import { useLiveStatus } from "./live-status";

const SignInAgain = dynamic(() => import("./session-ended-dialog").then((module) => module.SessionEndedDialog), {
  ssr: false,
});

const Closed = dynamic(() => import("./connection-closed-dialog").then((module) => module.ConnectionClosedDialog), {
  ssr: false,
});

/** Asks to sign in again in place: the page and what was typed into it stay. The dialog's code is loaded when it is needed. */
export function SessionEnded() {
  const { closed, retryNow } = useLiveStatus();
  const { notice, inDialog, dismiss } = closed;
  if (notice === null || !inDialog || notice.remedy === "leave") return null;
  return notice.remedy === "sign-in" ? (
    <SignInAgain reason={notice.reason} onClose={dismiss} />
  ) : (
    <Closed reason={notice.reason} onClose={dismiss} onRetry={retryNow} />
  );
}
