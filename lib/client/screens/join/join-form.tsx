"use client";

import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import type { LinkAbout, operations } from "@/lib/contracts/accounts";
import { isHubError } from "@/lib/hub-protocol";
import { request } from "../../api";
import { Card } from "../../ui/card";
import { refusalOf, roleChoices, shortestPassword } from "../admin/user-changes";
import { FormMessage } from "../login/form-message";
import { PasswordField } from "../login/password-field";
import { requestSignIn } from "../login/session-requests";
import classes from "./join-screen.module.css";

interface JoinFormProps {
  about: LinkAbout;
  secret: string;
  /** Somebody else was faster, or it expired while this page was open. */
  onDead: () => void;
}

const check = ({ password }: { password: string }) =>
  password.length < shortestPassword ? { password: `Use at least ${shortestPassword} characters.` } : {};

/** Who one will be, and the password that one chooses; then one is signed in. */
export function JoinForm({ about, secret, onDead }: JoinFormProps) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const form = useForm({ initialValues: { password: "" }, validate: check, validateInputOnBlur: true });
  const role = roleChoices.find(({ value }) => value === about.role);
  const isInvitation = about.kind === "invitation";

  const send = async ({ password }: { password: string }) => {
    setBusy(true);
    setMessage(null);
    try {
      const body = { secret, password };
      const user = await request<typeof operations.redeemPasswordLink>("/password-links/use", { method: "POST", body });
      const { kind } = await requestSignIn({ email: user.email, password });
      // In place of this page: the way back leads to no used link.
      location.replace(kind === "signed-in" ? "/" : "/login");
    } catch (error) {
      setBusy(false);
      if (isHubError(error) && error.code === "NOT_FOUND") return onDead();
      const refusal = refusalOf(error, ["password"]);
      form.setErrors(refusal.fields);
      setMessage(refusal.message);
    }
  };

  return (
    <Card className={classes.card} labelledBy="join-title">
      <h1 className={classes.title} id="join-title">
        {isInvitation ? `Join ${about.shop}` : "Choose a new password"}
      </h1>
      <p className={classes.intro}>
        {isInvitation
          ? "You were invited. Choose a password, and you are in."
          : `For your account at ${about.shop}. Wherever you are signed in now, you will be signed out.`}
      </p>
      <dl className={classes.facts}>
        <dt>Name</dt>
        <dd>{about.name}</dd>
        <dt>E-mail</dt>
        <dd>{about.email}</dd>
        {role && (
          <>
            <dt>Role</dt>
            <dd>
              {role.label}
              {isInvitation && <span className={classes.about}>{role.about}</span>}
            </dd>
          </>
        )}
      </dl>
      <form
        className={classes.form}
        method="post"
        noValidate
        aria-label="Choose a password"
        onSubmit={form.onSubmit((values) => void send(values))}
      >
        {/* Tells a password manager whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={about.email} readOnly hidden />
        <PasswordField
          {...form.getInputProps("password")}
          label="Password"
          description={`At least ${shortestPassword} characters.`}
          autoComplete="new-password"
          size="md"
          readOnly={busy}
          data-autofocus
        />
        <FormMessage>{message}</FormMessage>
        <Button type="submit" size="md" fullWidth loading={busy}>
          {isInvitation ? "Join" : "Set password and sign in"}
        </Button>
      </form>
    </Card>
  );
}
