"use client";

import {
  IconBan,
  IconDeviceDesktop,
  IconDots,
  IconKey,
  IconLink,
  IconPencil,
  IconTrash,
  IconUserCheck,
} from "@tabler/icons-react";
import type { User } from "@/lib/contracts/identity";
import { Avatar } from "../../ui/avatar";
import { Chip } from "../../ui/chip";
import { classNames } from "../../ui/class-names";
import { type MenuItem, MenuItems } from "../../ui/menu-items";
import { PopPanel } from "../../ui/pop-panel";
import table from "../../ui/record-table.module.css";
import { RelativeTime } from "../../ui/time/relative-time";
import { roleWord } from "./user-changes";
import classes from "./user-table.module.css";

export type UserAction = "edit" | "sessions" | "reset" | "password" | "disable" | "enable" | "delete";

interface UserTableProps {
  users: readonly User[];
  ownId: string;
  onAction: (action: UserAction, user: User) => void;
}

const icon = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

/** One line a user; on a narrow page each is a block. */
export function UserTable({ users, ownId, onAction }: UserTableProps) {
  return (
    <table className={classNames(table.table, classes.table)}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">State</th>
          <th scope="col">Last sign-in</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id} className={classNames(table.row, classes.row)} data-disabled={user.disabled || undefined}>
            <th scope="row">
              <span className={table.person}>
                <Avatar id={user.id} name={user.name} size="md" />
                <span className={table.words}>
                  <span className={classNames(table.name, classes.name)}>
                    {user.name}
                    {user.id === ownId && <Chip tone="info">You</Chip>}
                    {user.demo && <Chip tone="mute">Demo</Chip>}
                  </span>
                  <span className={table.second}>{user.email}</span>
                </span>
              </span>
            </th>
            <td>{roleWord(user.role)}</td>
            <td>
              <Chip tone={user.disabled ? "mute" : "ok"}>{user.disabled ? "Disabled" : "Active"}</Chip>
            </td>
            <td className={classes.seen}>
              {user.lastLoginAt === null ? (
                <>
                  never<span className={classes.narrowWord}> signed in</span>
                </>
              ) : (
                <>
                  <span className={classes.narrowWord}>signed in </span>
                  <RelativeTime at={user.lastLoginAt} />
                </>
              )}
            </td>
            <td className={classNames(table.menu, classes.menu)}>
              <PopPanel label={`Change ${user.name}`} trigger={<IconDots {...icon} />} triggerClassName={table.trigger}>
                {(close) => <MenuItems onDone={close} items={itemsFor(user, user.id === ownId, onAction)} />}
              </PopPanel>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function itemsFor(user: User, own: boolean, onAction: UserTableProps["onAction"]): MenuItem[] {
  const item = (action: UserAction, label: string, Icon: typeof IconKey): MenuItem => ({
    label,
    icon: <Icon {...icon} />,
    onSelect: () => onAction(action, user),
    ...(action === "disable" || action === "delete" ? { tone: "crit" } : {}),
  });
  const sessions = item("sessions", "Sessions", IconDeviceDesktop);
  // Nobody takes themselves out, and one's own password is changed by who knows the present one.
  if (own) {
    return [
      item("edit", "Rename", IconPencil),
      sessions,
      { label: "Settings", icon: <IconKey {...icon} />, href: "/settings" },
    ];
  }
  return [
    item("edit", "Name and role", IconPencil),
    sessions,
    ...(user.disabled ? [] : [item("reset", "Make a reset link", IconLink)]),
    item("password", "Set a new password", IconKey),
    user.disabled ? item("enable", "Enable", IconUserCheck) : item("disable", "Disable", IconBan),
    item("delete", "Delete", IconTrash),
  ];
}
