"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { useHubClient } from "../hub/ops";
import { requestSignIn, type SignInResult } from "../screens/login/session-requests";
import { useSsoStart } from "../screens/login/use-sso-start";
import { ActionButton } from "../ui/action-button";
import { Dialog } from "../ui/dialog";
import classes from "./session-ended-dialog.module.css";
import { useSessionInfo } from "./session-info";

interface Props {
  reason: string;
  onClose: () => void;
}

/** The same person signs in again, by what they have; somebody else goes to the login page. */
export function SessionEndedDialog({ reason, onClose }: Props) {
  const { password, provider } = useSessionInfo().me.signIn;
  return (
    <Dialog open onClose={onClose} title="Sign in again">
      {password || provider === null ? (
        <PasswordAgain reason={reason} />
      ) : (
        <ProviderAgain reason={reason} provider={provider} />
      )}
    </Dialog>
  );
}

function PasswordAgain({ reason }: { reason: string }) {
  const { me } = useSessionInfo();
  const client = useHubClient();
  const router = useRouter();
  const id = useId();
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const result = await requestSignIn({ email: me.email, password });
    setBusy(false);
    if (result.kind !== "signed-in") return setError(wordsFor(result));
    client.connect();
    // It is another session now, with another end, and perhaps other rights.
    router.refresh();
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p>{reason} What you see stays as it is.</p>
      <label htmlFor={id}>Password of {me.email}</label>
      <input
        id={id}
        className={classes.input}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        aria-invalid={error !== null}
        aria-describedby={`${id}-error`}
      />
      <p className={classes.error} id={`${id}-error`} role="alert">
        {error}
      </p>
      <div className={classes.actions}>
        <ActionButton look="quiet" href="/login">
          Somebody else
        </ActionButton>
        <ActionButton type="submit" look="primary" disabled={busy || password === ""}>
          {busy ? "Signing in…" : "Sign in"}
        </ActionButton>
      </div>
    </form>
  );
}

/** The provider has a page of its own, so that this one is left and loaded again. */
function ProviderAgain({ reason, provider }: { reason: string; provider: string }) {
  const { busy, message, start } = useSsoStart(location.pathname + location.search);
  return (
    <div className={classes.form}>
      <p>
        {reason} You sign in on the page of {provider} and come back to this one. What you typed here and did not save
        is lost by that: copy it first.
      </p>
      <p className={classes.error} role="alert">
        {message}
      </p>
      {/* In this order the first to get the focus is the one that is wanted. */}
      <div className={classes.actionsBack}>
        <ActionButton look="primary" disabled={busy} onClick={start}>
          {busy ? "One moment…" : `Sign in with ${provider}`}
        </ActionButton>
        <ActionButton look="quiet" href="/login">
          Somebody else
        </ActionButton>
      </div>
    </div>
  );
}

function wordsFor(result: Exclude<SignInResult, { kind: "signed-in" }>): string {
  switch (result.kind) {
    case "wrong":
      return "The password is wrong.";
    case "busy":
      return "Too many people sign in at once. Wait a moment, then try again.";
    case "refused":
      return result.message;
    case "unreachable":
      return "The server cannot be reached.";
  }
}
