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
import { signInWords } from "../accounts/sign-in-words";
import { roleWord } from "./user-changes";
import classes from "./user-table.module.css";

export type UserAction = "edit" | "sessions" | "reset" | "password" | "disable" | "enable" | "delete";

interface UserTableProps {
  users: readonly User[];
  ownId: string;
  /** Who is connected at this moment. */
  presentIds: ReadonlySet<string>;
  onAction: (action: UserAction, user: User) => void;
}

const icon = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

/** One line a user; on a narrow page each is a block. */
export function UserTable({ users, ownId, presentIds, onAction }: UserTableProps) {
  return (
    <table className={table.table} data-narrow="facts">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">Signs in with</th>
          <th scope="col">State</th>
          <th scope="col">Last seen</th>
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
            <td data-label="Role">{roleWord(user.role)}</td>
            <td data-label="Signs in with">
              <WayIn ways={user.signIn} />
            </td>
            <td data-label="State">
              <Chip tone={user.disabled ? "mute" : "ok"}>{user.disabled ? "Disabled" : "Active"}</Chip>
            </td>
            <td data-label="Last seen" className={classes.seen}>
              <LastSeen user={user} isHere={presentIds.has(user.id)} />
            </td>
            <td className={table.menu}>
              <PopPanel label={`Change ${user.name}`} trigger={<IconDots {...icon} />} triggerClassName={table.trigger}>
                {(close) => <UserMenu {...{ user, onAction }} own={user.id === ownId} onDone={close} />}
              </PopPanel>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Words first: how somebody gets in is nothing to guess from a colour. */
function WayIn({ ways }: { ways: User["signIn"] }) {
  const { way, more } = signInWords(ways);
  return (
    <>
      {way}
      {more !== null && <span className={table.second}>{more}</span>}
    </>
  );
}

function LastSeen({ user: { lastSeenAt }, isHere }: { user: User; isHere: boolean }) {
  if (isHere) return "here now";
  if (lastSeenAt === null) return "never";
  return <RelativeTime at={lastSeenAt} />;
}

interface UserMenuProps extends Pick<UserTableProps, "onAction"> {
  user: User;
  own: boolean;
  onDone: () => void;
}

/** What can be done with a user; what cannot, and why, in the server's own words. */
function UserMenu({ user, own, onAction, onDone }: UserMenuProps) {
  const fixedBecause = own ? null : user.fixed.password;
  return (
    <>
      <MenuItems onDone={onDone} items={itemsFor(user, own, onAction)} />
      {fixedBecause !== null && <p className={classes.fixed}>{fixedBecause}</p>}
    </>
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
  const hasNoPasswordToSet = user.fixed.password !== null;
  return [
    item("edit", user.fixed.role === null ? "Name and role" : "Rename", IconPencil),
    sessions,
    ...(user.disabled || hasNoPasswordToSet ? [] : [item("reset", "Make a reset link", IconLink)]),
    ...(hasNoPasswordToSet ? [] : [item("password", "Set a new password", IconKey)]),
    user.disabled ? item("enable", "Enable", IconUserCheck) : item("disable", "Disable", IconBan),
    item("delete", "Delete", IconTrash),
  ];
}
