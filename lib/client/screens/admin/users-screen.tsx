"use client";

import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { User } from "@/lib/contracts/identity";
import { useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { showToast } from "../../ui/toast/toast-store";
import { AddUserDialog } from "./add-user-dialog";
import { EditUserDialog } from "./edit-user-dialog";
import { PasswordDialog } from "./password-dialog";
import { useUsers } from "./use-users";
import { type UserAction, UserTable } from "./user-table";
import type { UsersData } from "./users-data";
import classes from "./users-screen.module.css";

type Open = { kind: "add" } | { kind: UserAction; user: User };

const tell = (title: string): void => showToast({ fingerprint: `users:${title}`, severity: "success", title });

/** Who may sign in, and as what. */
export function UsersScreen({ initial }: { initial: UsersData }) {
  const { me } = useSessionInfo();
  const { users, add, change } = useUsers(initial);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
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
            onClick={() => setOpen({ kind: "add" })}
          >
            Add user
          </ActionButton>
        </CardHead>
        <UserTable users={users} ownId={me.id} onAction={(kind, user) => setOpen({ kind, user })} />
      </Card>

      <AddUserDialog
        open={open?.kind === "add"}
        onClose={close}
        onAdd={async (user) => {
          tell(`${(await add(user)).name} can sign in now`);
        }}
      />
      {open?.kind === "edit" && (
        <EditUserDialog
          user={open.user}
          own={open.user.id === me.id}
          onClose={close}
          onSave={async (values) => {
            tell(`${(await change(open.user.id, values)).name} was changed`);
          }}
        />
      )}
      {open?.kind === "password" && (
        <PasswordDialog
          user={open.user}
          own={open.user.id === me.id}
          onClose={close}
          onSave={async (password) => {
            await change(open.user.id, { password });
            tell(`${open.user.name} has a new password`);
          }}
        />
      )}
      {(open?.kind === "disable" || open?.kind === "enable") && (
        <ConfirmDialog
          open
          onClose={close}
          title={open.kind === "disable" ? `Disable ${open.user.name}?` : `Enable ${open.user.name}?`}
          confirmLabel={open.kind === "disable" ? "Disable" : "Enable"}
          tone={open.kind === "disable" ? "danger" : "primary"}
          onConfirm={async () => {
            const user = await change(open.user.id, { disabled: open.kind === "disable" });
            tell(user.disabled ? `${user.name} is disabled` : `${user.name} can sign in again`);
          }}
        >
          {open.kind === "disable"
            ? "They are signed out everywhere at once and cannot sign in until somebody enables them again. What they did stays."
            : "They can sign in again with the password they had."}
        </ConfirmDialog>
      )}
    </>
  );
}
