"use client";

import { TextInput } from "@mantine/core";
import { PasswordField } from "../login/password-field";
import { FormDialog } from "./form-dialog";
import { RoleField } from "./role-field";
import { usePersonForm } from "./use-person-form";
import type { NewUser } from "./use-users";
import { shortestPassword } from "./user-changes";

interface AddUserDialogProps {
  open: boolean;
  onClose: () => void;
  /** Throws what the server refuses. */
  onAdd: (user: NewUser) => Promise<void>;
}

const nobody: NewUser = { name: "", email: "", role: "viewer", password: "" };

export function AddUserDialog({ open, onClose, onAdd }: AddUserDialogProps) {
  const { form, busy, message, close, submit } = usePersonForm(nobody, onAdd, onClose);
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Add a user"
      submitLabel="Add user"
      {...{ busy, message }}
      onSubmit={submit}
    >
      <TextInput {...form.getInputProps("name")} label="Name" autoComplete="off" data-autofocus />
      <TextInput
        {...form.getInputProps("email")}
        label="E-mail"
        description="They sign in with it."
        type="email"
        inputMode="email"
        autoComplete="off"
        spellCheck={false}
      />
      <RoleField
        value={form.values.role}
        onChange={(role) => form.setFieldValue("role", role)}
        error={form.errors.role}
      />
      <PasswordField
        {...form.getInputProps("password")}
        label="First password"
        description={`At least ${shortestPassword} characters. Hand it over in person.`}
        autoComplete="new-password"
      />
    </FormDialog>
  );
}
