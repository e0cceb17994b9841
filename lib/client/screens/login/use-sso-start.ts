"use client";

import { useEffect, useState } from "react";
import { requestSso } from "./session-requests";

/** The way to the provider and back to `from`, a path of ours. The form of next-auth is sent from here: a page may not send forms to another site. */
export function useSsoStart(from: string) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);

  // Back from the provider by the browser's button: the page is as it was left, and must work.
  useEffect(() => {
    const wake = (event: PageTransitionEvent) => event.persisted && setBusy(false);
    window.addEventListener("pageshow", wake);
    return () => window.removeEventListener("pageshow", wake);
  }, []);

  const start = async () => {
    setBusy(true);
    setMessage(null);
    const result = await requestSso(from);
    if (result.kind === "leave") return location.assign(result.url);
    setBusy(false);
    setMessage(result.kind === "refused" ? result.message : "The server does not answer. Try again in a moment.");
  };
  return { busy, message, start: () => void start() };
}
