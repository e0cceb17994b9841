"use client";

import { IconMailPlus, IconUserPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { IssuedLink } from "@/lib/contracts/accounts";
import type { User } from "@/lib/contracts/identity";
import { useLiveStatus } from "../../shell/live-status";
import { useSessionInfo } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { Grid } from "../../ui/grid";
import { dismissToast, showToast } from "../../ui/toast/toast-store";
import { AddUserDialog } from "./add-user-dialog";
import { InvitationsCard } from "./invitations-card";
import { InviteDialog } from "./invite-dialog";
import { LinkDialog } from "./link-dialog";
import { useInvitations } from "./use-invitations";
import { useUsers } from "./use-users";
import { UserDialog } from "./user-dialog";
import { type UserAction, UserTable } from "./user-table";
import type { UsersData } from "./users-data";
import classes from "./users-screen.module.css";

/** What was last asked for. It stays while its dialog closes: only a dialog that is still there gives the focus back. */
type Asked = { kind: UserAction; user: User; turn: number };
/** A link to show, this once. */
type Shown = { title: string; about: string; link: IssuedLink; open: boolean };

/** Says what was done, in place of what was done before: none of it stands in the inbox. */
function tell(title: string): void {
  dismissToast("users");
  showToast({ fingerprint: "users", severity: "success", title });
}

/** Who may sign in, and as what; and who was invited to. */
export function UsersScreen({ initial }: { initial: UsersData }) {
  const { me } = useSessionInfo();
  const { people } = useLiveStatus();
  const presentIds = useMemo(() => new Set(people.map(({ id }) => id)), [people]);
  const { users, add, change, remove, makeResetLink } = useUsers(initial);
  const { invitations, invite, renew, revoke } = useInvitations(initial);
  const [dialog, setDialog] = useState<"add" | "invite" | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<Shown | null>(null);
  // After the dialog that asked has closed, which gives the focus back to where this one will give it back to.
  const show = (link: Omit<Shown, "open">) => void setTimeout(() => setShown({ ...link, open: true }), 0);
  const ask = (kind: UserAction, user: User) => {
    setAsked((before) => ({ kind, user, turn: (before?.turn ?? 0) + 1 }));
    setOpen(true);
  };
  const showInvitation = (name: string, link: IssuedLink) =>
    show({ title: `The invitation of ${name}`, about: "By this link they choose a password and are in.", link });
  const disabled = users.filter((user) => user.disabled).length;
  return (
    <Grid>
      <Card labelledBy="users-title">
        <CardHead title="Users" id="users-title">
          <span className={classes.count}>
            {users.length} in all{disabled > 0 ? `, ${disabled} disabled` : ""}
          </span>
          <ActionButton
            icon={<IconUserPlus size={16} stroke={1.8} aria-hidden />}
            label="Add user with a password"
            onClick={() => setDialog("add")}
          >
            Add user
          </ActionButton>
          <ActionButton
            look="primary"
            icon={<IconMailPlus size={16} stroke={1.8} aria-hidden />}
            onClick={() => setDialog("invite")}
          >
            Invite
          </ActionButton>
        </CardHead>
        <UserTable users={users} ownId={me.id} presentIds={presentIds} onAction={ask} />
      </Card>
      <InvitationsCard
        invitations={invitations}
        onRenew={async ({ id, name }) => showInvitation(name, await renew(id))}
        onRevoke={async ({ id, name }) => {
          await revoke(id);
          tell(`The invitation of ${name} is revoked`);
        }}
      />

      <AddUserDialog
        open={dialog === "add"}
        onClose={() => setDialog(null)}
        onAdd={async (user) => {
          tell(`${(await add(user)).name} can sign in now`);
        }}
      />
      <InviteDialog
        open={dialog === "invite"}
        onClose={() => setDialog(null)}
        onInvite={async (person) => showInvitation(person.name, await invite(person))}
      />
      {asked && (
        <UserDialog
          key={asked.turn}
          {...{ ...asked, open, change, remove, tell }}
          own={asked.user.id === me.id}
          onClose={() => setOpen(false)}
          showResetLink={async (user) =>
            show({
              title: `A new password for ${user.name}`,
              about: "By this link they choose a new password.",
              link: await makeResetLink(user.id),
            })
          }
        />
      )}
      {shown && <LinkDialog {...shown} onClose={() => setShown({ ...shown, open: false })} />}
    </Grid>
  );
}
