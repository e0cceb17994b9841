"use client";

import { TextInput } from "@mantine/core";
import { FormDialog } from "./form-dialog";
import { RoleField } from "./role-field";
import type { Invited } from "./use-invitations";
import { usePersonForm } from "./use-person-form";

interface InviteDialogProps {
  open: boolean;
  onClose: () => void;
  /** Throws what the server refuses. */
  onInvite: (person: Invited) => Promise<void>;
}

const nobody: Invited = { name: "", email: "", role: "viewer" };

/** Whom to invite, and as what. */
export function InviteDialog({ open, onClose, onInvite }: InviteDialogProps) {
  const { form, busy, message, close, submit } = usePersonForm(nobody, onInvite, onClose);
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Invite somebody"
      submitLabel="Make a link"
      {...{ busy, message }}
      onSubmit={submit}
    >
      <TextInput {...form.getInputProps("name")} label="Name" autoComplete="off" data-autofocus />
      <TextInput
        {...form.getInputProps("email")}
        label="E-mail"
        description="They sign in with it. Nothing is sent there."
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
    </FormDialog>
  );
}
