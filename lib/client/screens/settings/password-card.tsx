"use client";

import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { operations, Session } from "@/lib/contracts/accounts";
import { request } from "../../api";
import { queryKeys } from "../../query-keys";
import { useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { showToast } from "../../ui/toast/toast-store";
import { refusalOf, shortestPassword } from "../admin/user-changes";
import { FormMessage } from "../login/form-message";
import { PasswordField } from "../login/password-field";
import classes from "./settings-card.module.css";
import { bySession } from "./sign-in-card";

interface Values {
  current: string;
  password: string;
}

const check = ({ current, password }: Values) => ({
  ...(current === "" ? { current: "Enter your present password." } : {}),
  ...(password.length < shortestPassword ? { password: `Use at least ${shortestPassword} characters.` } : {}),
});

const endedText = (ended: number): string =>
  ended === 0
    ? "You were signed in nowhere else."
    : ended === 1
      ? "One other session ended."
      : `${ended} other sessions ended.`;

/** A new password for who knows the present one; and whatever other way in there is. */
export function PasswordCard({ current }: { current: Session | undefined }) {
  const { me } = useSessionInfo();
  const { provider } = me.signIn;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const form = useForm<Values>({ initialValues: { current: "", password: "" }, validate: check });
  const change = async (values: Values) => {
    setBusy(true);
    setMessage(null);
    try {
      const { ended } = await request<typeof operations.changePassword>("/me/password", {
        method: "POST",
        body: values,
      });
      form.reset();
      showToast({
        fingerprint: "settings",
        severity: "success",
        title: "Your password was changed",
        body: endedText(ended),
      });
      await queries.invalidateQueries({ queryKey: queryKeys.sessions.mine });
    } catch (error) {
      const refusal = refusalOf(error, Object.keys(values));
      form.setErrors(refusal.fields);
      setMessage(refusal.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card span={6} labelledBy="password-title">
      <CardHead title="Password" id="password-title" />
      <form
        className={classes.form}
        method="post"
        noValidate
        aria-label="Password"
        onSubmit={form.onSubmit((values) => void change(values))}
      >
        {provider !== null && (
          <p className={classes.note}>
            You can sign in with {provider} too, and with this password.
            {current && ` This browser is signed in ${bySession(current, provider)}.`}
          </p>
        )}
        {/* Tells a password manager whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
        <PasswordField
          {...form.getInputProps("current")}
          label="Present password"
          autoComplete="current-password"
          readOnly={busy}
        />
        <PasswordField
          {...form.getInputProps("password")}
          label="New password"
          description={`At least ${shortestPassword} characters. You stay signed in here and nowhere else.`}
          autoComplete="new-password"
          readOnly={busy}
        />
        {message !== null && <FormMessage>{message}</FormMessage>}
        <div className={classes.buttons}>
          <ActionButton type="submit" look="primary" disabled={busy}>
            {busy ? "Changing…" : "Change password"}
          </ActionButton>
        </div>
      </form>
    </Card>
  );
}
