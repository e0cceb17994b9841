"use client";

import { type FormEvent, useId, useState } from "react";
import { useHubClient } from "../hub/ops";
import { requestSignIn, type SignInResult } from "../screens/login/session-requests";
import { ActionButton } from "../ui/action-button";
import { Dialog } from "../ui/dialog";
import classes from "./session-ended-dialog.module.css";
import { useSessionInfo } from "./session-info";

/** The same person signs in again; somebody else goes to the login page. */
export function SessionEndedDialog({ reason, onClose }: { reason: string; onClose: () => void }) {
  const { me } = useSessionInfo();
  const client = useHubClient();
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
    if (result.kind === "signed-in") client.connect();
    else setError(wordsFor(result));
  }

  return (
    <Dialog open onClose={onClose} title="Sign in again">
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
    </Dialog>
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
