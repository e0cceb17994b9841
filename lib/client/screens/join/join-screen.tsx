"use client";

import { IconLinkOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { LinkAbout, operations } from "@/lib/contracts/accounts";
import { isHubError } from "@/lib/hub-protocol";
import { request } from "../../api";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { RowsSkeleton } from "../../ui/skeleton";
import { JoinForm } from "./join-form";
import classes from "./join-screen.module.css";

type State =
  | { kind: "reading" }
  | { kind: "open"; about: LinkAbout; secret: string }
  | { kind: "dead" }
  | { kind: "unreachable"; message: string };

async function readLink(secret: string): Promise<State> {
  try {
    const body = { secret };
    const about = await request<typeof operations.readPasswordLink>("/password-links/read", { method: "POST", body });
    return { kind: "open", about, secret };
  } catch (error) {
    const isDead = isHubError(error) && (error.code === "NOT_FOUND" || error.code === "INVALID_ARGUMENT");
    if (isDead) return { kind: "dead" };
    return { kind: "unreachable", message: isHubError(error) ? error.message : "The server does not answer." };
  }
}

/** Where an invitation or a reset link leads: the secret is read from behind the #, which no server ever sees in an address. */
export function JoinScreen() {
  const [state, setState] = useState<State>({ kind: "reading" });
  useEffect(() => {
    let isStale = false;
    const read = () =>
      void readLink(location.hash.slice(1)).then((next) => {
        if (!isStale) setState(next);
      });
    read();
    // Another link pasted over this one changes nothing but the hash.
    window.addEventListener("hashchange", read);
    return () => {
      isStale = true;
      window.removeEventListener("hashchange", read);
    };
  }, []);
  switch (state.kind) {
    case "reading":
      return (
        <Card className={classes.card}>
          <RowsSkeleton rows={4} rowHeight={56} />
        </Card>
      );
    case "open":
      return <JoinForm key={state.secret} {...state} onDead={() => setState({ kind: "dead" })} />;
    case "dead":
      return <DeadLink />;
    case "unreachable":
      return (
        <Card className={classes.card} labelledBy="join-title">
          <h1 className={classes.title} id="join-title">
            Not now
          </h1>
          <p className={classes.intro}>{state.message} The link is still good.</p>
          <ActionButton look="primary" onClick={() => void readLink(location.hash.slice(1)).then(setState)}>
            Try again
          </ActionButton>
        </Card>
      );
  }
}

/** The same for a link that was used, replaced, revoked or mistyped, and for one that is too old. */
function DeadLink() {
  return (
    <Card className={classes.card} labelledBy="join-title">
      <span className={classes.icon} aria-hidden>
        <IconLinkOff size={20} stroke={1.8} />
      </span>
      <h1 className={classes.title} id="join-title">
        This link does not work any more
      </h1>
      <p className={classes.intro}>
        A link works once: an invitation for 7 days, a link for a new password for 24 hours. Make sure that you copied
        all of it. Otherwise ask an administrator of your shop for a new one.
      </p>
      <p className={classes.intro}>If you have chosen your password already, just sign in.</p>
      <ActionButton look="primary" href="/login">
        Sign in
      </ActionButton>
    </Card>
  );
}
