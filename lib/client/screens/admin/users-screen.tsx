"use client";

import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { User } from "@/lib/contracts/identity";
import { useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { dismissToast, showToast } from "../../ui/toast/toast-store";
import { AddUserDialog } from "./add-user-dialog";
import { EditUserDialog } from "./edit-user-dialog";
import { PasswordDialog } from "./password-dialog";
import { type UserChange, useUsers } from "./use-users";
import { type UserAction, UserTable } from "./user-table";
import type { UsersData } from "./users-data";
import classes from "./users-screen.module.css";

/** What was last asked for. It stays while its dialog closes: only a dialog that is still there gives the focus back. */
type Asked = { kind: UserAction; user: User; turn: number };

/** Says what was done, in place of what was done before: none of it stands in the inbox. */
function tell(title: string): void {
  dismissToast("users");
  showToast({ fingerprint: "users", severity: "success", title });
}

/** Who may sign in, and as what. */
export function UsersScreen({ initial }: { initial: UsersData }) {
  const { me } = useSessionInfo();
  const { users, add, change } = useUsers(initial);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const ask = (kind: UserAction, user: User) => {
    setAsked((before) => ({ kind, user, turn: (before?.turn ?? 0) + 1 }));
    setOpen(true);
  };
  const disabled = users.filter((user) => user.disabled).length;
  return (
    <>
      <Card labelledBy="users-title">
        <CardHead title="Users" id="users-title">
          <span className={classes.count}>
            {users.length} in all{disabled > 0 ? `, ${disabled} disabled` : ""}
          </span>
          <ActionButton
            look="primary"
            icon={<IconUserPlus size={16} stroke={1.8} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            Add user
          </ActionButton>
        </CardHead>
        <UserTable users={users} ownId={me.id} onAction={ask} />
      </Card>

      <AddUserDialog
        open={adding}
        onClose={() => setAdding(false)}
        onAdd={async (user) => {
          tell(`${(await add(user)).name} can sign in now`);
        }}
      />
      {asked && (
        <UserDialog
          key={asked.turn}
          asked={asked}
          own={asked.user.id === me.id}
          {...{ open, change }}
          onClose={close}
        />
      )}
    </>
  );
}

interface UserDialogProps {
  asked: Asked;
  own: boolean;
  open: boolean;
  onClose: () => void;
  change: (id: string, change: UserChange) => Promise<User>;
}

/** The dialog of one thing that is done with a user. */
function UserDialog({ asked: { kind, user }, own, open, onClose, change }: UserDialogProps) {
  const shared = { user, own, open, onClose };
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
    case "password":
      return (
        <PasswordDialog
          {...shared}
          onSave={async (password) => {
            await change(user.id, { password });
            tell(`${user.name} has a new password`);
          }}
        />
      );
    case "disable":
    case "enable":
      return <StateDialog {...shared} disables={kind === "disable"} change={change} />;
  }
}

type StateDialogProps = Omit<UserDialogProps, "asked"> & { user: User; disables: boolean };

function StateDialog({ user, disables, open, onClose, change }: StateDialogProps) {
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
        : "They can sign in again with the password they had."}
    </ConfirmDialog>
  );
}
