"use client";

import type { User } from "@/lib/contracts/identity";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { comeBackWords } from "../accounts/sign-in-words";
import { DeleteUserDialog } from "./delete-user-dialog";
import { EditUserDialog } from "./edit-user-dialog";
import { PasswordDialog } from "./password-dialog";
import type { UserChange } from "./use-users";
import { UserSessionsDialog } from "./user-sessions-dialog";
import type { UserAction } from "./user-table";

interface UserDialogProps {
  kind: UserAction;
  user: User;
  own: boolean;
  open: boolean;
  onClose: () => void;
  /** These throw what the server refuses. */
  change: (id: string, change: UserChange) => Promise<User>;
  remove: (id: string) => Promise<void>;
  showResetLink: (user: User) => Promise<void>;
  /** Says what was done. */
  tell: (title: string) => void;
}

/** The dialog of one thing that is done with a user. */
export function UserDialog({ kind, change, remove, showResetLink, tell, ...shared }: UserDialogProps) {
  const { user, own, open, onClose } = shared;
  switch (kind) {
    case "edit":
      return (
        <EditUserDialog
          {...shared}
          onSave={async (values) => {
            tell(`${(await change(user.id, values)).name} was changed`);
          }}
        />
      );
    case "sessions":
      return <UserSessionsDialog {...{ user, own, open, onClose, tell }} />;
    case "reset":
      return (
        <ConfirmDialog
          {...{ open, onClose }}
          title={`A reset link for ${user.name}?`}
          confirmLabel="Make a link"
          onConfirm={() => showResetLink(user)}
        >
          Whoever opens it chooses a new password for {user.email}, once, within 24 hours. Until then nothing changes;
          older links of theirs stop working.
        </ConfirmDialog>
      );
    case "password":
      return (
        <PasswordDialog
          {...{ user, open, onClose }}
          onSave={async (password) => {
            await change(user.id, { password });
            tell(`${user.name} has a new password`);
          }}
        />
      );
    case "delete":
      return (
        <DeleteUserDialog
          {...{ user, open, onClose }}
          onDelete={async () => {
            await remove(user.id);
            tell(`${user.name} was deleted`);
          }}
        />
      );
    case "disable":
    case "enable":
      return <StateDialog {...{ user, open, onClose, change, tell }} disables={kind === "disable"} />;
  }
}

type StateDialogProps = Pick<UserDialogProps, "user" | "open" | "onClose" | "change" | "tell"> & { disables: boolean };

function StateDialog({ user, disables, open, onClose, change, tell }: StateDialogProps) {
  const verb = disables ? "Disable" : "Enable";
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`${verb} ${user.name}?`}
      confirmLabel={verb}
      tone={disables ? "danger" : "primary"}
      onConfirm={async () => {
        const changed = await change(user.id, { disabled: disables });
        tell(changed.disabled ? `${changed.name} is disabled` : `${changed.name} can sign in again`);
      }}
    >
      {disables
        ? "They are signed out everywhere at once and cannot sign in until somebody enables them again. What they did stays."
        : comeBackWords(user.signIn)}
    </ConfirmDialog>
  );
}
