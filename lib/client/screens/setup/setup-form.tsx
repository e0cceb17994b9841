"use client";

import { Button, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useState } from "react";
import type { operations } from "@/lib/contracts/identity";
import { isHubError } from "@/lib/hub-protocol";
import { request } from "../../api";
import { FormMessage } from "../login/form-message";
import { PasswordField } from "../login/password-field";
import { requestSignIn } from "../login/session-requests";
import type { SetupChoices } from "./setup-choices";
import { type SetupValues, setupErrors, splitServerErrors } from "./setup-errors";
import classes from "./setup-form.module.css";

export interface SetupFormProps {
  choices: SetupChoices;
  /** The admin exists; `signedIn` tells whether this browser is. The form stays busy, because the page is about to change. */
  onDone: (signedIn: boolean) => void;
}

/** The code, the admin and the shop; what is wrong is told at its field. */
export function SetupForm({ choices, onDone }: SetupFormProps) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const [timeZones, setTimeZones] = useState(choices.timeZones);
  const form = useForm<SetupValues>({
    initialValues: {
      code: "",
      name: "",
      email: "",
      password: "",
      shopName: "",
      timeZone: choices.timeZone,
      currency: choices.currency,
    },
    validate: setupErrors,
    validateInputOnBlur: true,
  });

  const { setFieldValue } = form;
  useEffect(() => {
    // The browser's zone is the better guess, but only the browser knows it.
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setTimeZones((zones) => (zones.includes(own) ? zones : [own, ...zones]));
    setFieldValue("timeZone", own);
  }, [setFieldValue]);

  const create = async (values: SetupValues) => {
    setBusy(true);
    setMessage(null);
    try {
      await request<typeof operations.createFirstAdmin>("/setup", { method: "POST", body: values });
    } catch (error) {
      const { errors, rest } = isHubError(error)
        ? splitServerErrors(error.fields, error.message)
        : splitServerErrors(undefined, "The server does not answer. Try again in a moment.");
      form.setErrors(errors);
      setMessage(rest);
      return setBusy(false);
    }
    onDone((await requestSignIn(values)).kind === "signed-in");
  };

  const field = (name: keyof SetupValues) => ({ ...form.getInputProps(name), readOnly: busy });
  return (
    <form
      className={classes.form}
      method="post"
      onSubmit={form.onSubmit((values) => void create(values))}
      noValidate
      aria-label="First run"
    >
      <TextInput
        {...field("code")}
        label="Code from the log"
        placeholder="XXXX-XXXX-XXXX"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
      />
      <fieldset className={classes.group}>
        <legend className={classes.legend}>You, the admin</legend>
        <TextInput {...field("name")} label="Name" autoComplete="name" />
        <TextInput
          {...field("email")}
          label="E-mail"
          type="email"
          inputMode="email"
          autoComplete="username"
          spellCheck={false}
        />
        <PasswordField
          {...field("password")}
          label="Password"
          description="At least 10 characters."
          autoComplete="new-password"
        />
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>Your shop</legend>
        <TextInput {...field("shopName")} label="Name of the shop" autoComplete="organization" />
        <div className={classes.pair}>
          <Select
            {...field("timeZone")}
            label="Time zone"
            data={timeZones}
            searchable
            allowDeselect={false}
            nothingFoundMessage="No such zone"
          />
          <Select
            {...field("currency")}
            label="Currency"
            data={choices.currencies.map(({ code, name }) => ({ value: code, label: `${code} – ${name}` }))}
            searchable
            allowDeselect={false}
            nothingFoundMessage="No such currency"
          />
        </div>
      </fieldset>
      <FormMessage>{message}</FormMessage>
      <Button type="submit" size="md" fullWidth loading={busy}>
        Create the shop
      </Button>
    </form>
  );
}
