"use client";

import { TextInput } from "@mantine/core";
import type { User } from "@/lib/contracts/identity";
import { roleSourceWords } from "../accounts/sign-in-words";
import { FormDialog } from "./form-dialog";
import { RoleField } from "./role-field";
import { usePersonForm } from "./use-person-form";
import type { UserChange } from "./use-users";

interface EditUserDialogProps {
  user: User;
  /** It is oneself: the role stays. */
  own: boolean;
  open: boolean;
  onClose: () => void;
  /** Throws what the server refuses. */
  onSave: (change: UserChange) => Promise<void>;
}

const ownRoleWords = ({ provider }: User["signIn"]): string =>
  provider === null ? "Another admin can change your role." : roleSourceWords(provider);

export function EditUserDialog({ user, own, open, onClose, onSave }: EditUserDialogProps) {
  const save = ({ name, role }: Pick<User, "name" | "role">) =>
    onSave({ ...(name === user.name ? {} : { name }), ...(role === user.role ? {} : { role }) });
  const { form, busy, message, close, submit } = usePersonForm({ name: user.name, role: user.role }, save, onClose);
  const fixedBecause = own ? ownRoleWords(user.signIn) : user.fixed.role;
  return (
    <FormDialog
      open={open}
      onClose={close}
      title={user.email}
      submitLabel="Save"
      {...{ busy, message }}
      onSubmit={submit}
    >
      <TextInput {...form.getInputProps("name")} label="Name" autoComplete="off" />
      {fixedBecause !== null ? (
        <RoleField value={user.role} onChange={() => undefined} disabled description={fixedBecause} />
      ) : (
        <RoleField
          value={form.values.role}
          onChange={(role) => form.setFieldValue("role", role)}
          error={form.errors.role}
        />
      )}
    </FormDialog>
  );
}
