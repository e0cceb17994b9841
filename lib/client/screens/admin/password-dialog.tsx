"use client";

import type { User } from "@/lib/contracts/identity";
import { PasswordField } from "../login/password-field";
import { FormDialog } from "./form-dialog";
import { usePersonForm } from "./use-person-form";
import { shortestPassword } from "./user-changes";

interface PasswordDialogProps {
  user: User;
  open: boolean;
  onClose: () => void;
  /** Throws what the server refuses. */
  onSave: (password: string) => Promise<void>;
}

export function PasswordDialog({ user, open, onClose, onSave }: PasswordDialogProps) {
  const { form, busy, message, close, submit } = usePersonForm(
    { password: "" },
    ({ password }) => onSave(password),
    onClose,
  );
  return (
    <FormDialog
      open={open}
      onClose={close}
      title={`New password for ${user.name}`}
      submitLabel="Set password"
      {...{ busy, message }}
      onSubmit={submit}
    >
      <PasswordField
        {...form.getInputProps("password")}
        label="New password"
        description={`At least ${shortestPassword} characters. They are signed out everywhere.`}
        autoComplete="new-password"
      />
    </FormDialog>
  );
}
