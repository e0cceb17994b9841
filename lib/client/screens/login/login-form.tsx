"use client";

import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { type DemoAccount, DemoAccounts } from "./demo-accounts";
import { FormMessage } from "./form-message";
import classes from "./login-form.module.css";
import { PasswordField } from "./password-field";
import { requestSignIn, type SignInResult } from "./session-requests";

/** Null when there is nothing to say. */
function wordsFor(result: SignInResult): string | null {
  switch (result.kind) {
    case "signed-in":
      return null;
    case "wrong":
      return "E-mail or password is wrong.";
    case "busy":
      return "Too many people are trying to sign in. Wait a moment and try again.";
    case "refused":
      return result.message;
    case "unreachable":
      return "The server does not answer. Try again in a moment.";
  }
}

export interface LoginFormProps {
  /** Signed in: the session cookie is set. The form stays busy, because the page is about to change. */
  onSignedIn: () => void;
  /** In a demo only. */
  demoAccounts: readonly DemoAccount[] | null;
}

/** E-mail and password. The fields belong to the browser, so that what it fills in before the page is awake counts. */
export function LoginForm({ onSignedIn, demoAccounts }: LoginFormProps) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const submit = useRef<HTMLButtonElement>(null);

  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const credentials = { email: String(form.get("email")).trim(), password: String(form.get("password")) };
    if (credentials.email === "" || credentials.password === "") return setMessage("Enter your e-mail and password.");
    setBusy(true);
    setMessage(null);
    const result = await requestSignIn(credentials);
    if (result.kind === "signed-in") return onSignedIn();
    setBusy(false);
    setMessage(wordsFor(result));
    if (result.kind === "wrong") password.current?.select();
  };

  const fill = (account: DemoAccount) => {
    if (email.current) email.current.value = account.email;
    if (password.current) password.current.value = account.password;
    setMessage(null);
    submit.current?.focus();
  };

  // POST: sent before the page is awake, the password must not end up in an address.
  return (
    <form
      className={classes.form}
      method="post"
      onSubmit={(event) => void signIn(event)}
      noValidate
      aria-label="Sign in"
    >
      <TextInput
        ref={email}
        name="email"
        type="email"
        label="E-mail"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        size="md"
        readOnly={busy}
        data-autofocus
      />
      <PasswordField
        ref={password}
        name="password"
        label="Password"
        autoComplete="current-password"
        size="md"
        readOnly={busy}
      />
      <FormMessage>{message}</FormMessage>
      <Button ref={submit} type="submit" size="md" fullWidth loading={busy}>
        Sign in
      </Button>
      {demoAccounts && <DemoAccounts accounts={demoAccounts} onPick={fill} />}
    </form>
  );
}
