"use client";

import { Button } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { FormMessage } from "./form-message";
import { requestSso } from "./session-requests";
import classes from "./sso-button.module.css";

export interface SsoButtonProps {
  /** What the provider is called here. */
  name: string;
  /** A path of ours: where one is to arrive. */
  from: string;
}

/** The other way in. The form of next-auth is sent from here: a page may not send forms to another site. */
export function SsoButton({ name, from }: SsoButtonProps) {
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

  return (
    <div className={classes.box}>
      <p className={classes.or}>or</p>
      <Button
        variant="default"
        size="md"
        fullWidth
        loading={busy}
        leftSection={<IconLogin2 size={18} stroke={1.8} aria-hidden />}
        onClick={() => void start()}
      >
        Sign in with {name}
      </Button>
      {message !== null && <FormMessage>{message}</FormMessage>}
    </div>
  );
}
