"use client";

import { useState } from "react";
import type { Invitation } from "@/lib/contracts/accounts";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { Chip } from "../../ui/chip";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { RelativeTime } from "../../ui/time/relative-time";
import { useFocusKept } from "../orders/use-focus-kept";
import classes from "./invitations-card.module.css";
import { roleWord } from "./user-changes";

interface InvitationsCardProps {
  invitations: readonly Invitation[];
  /** Both throw what the server refuses. */
  onRenew: (invitation: Invitation) => Promise<void>;
  onRevoke: (invitation: Invitation) => Promise<void>;
}

/** What was last asked for. It stays while its dialog closes: only a dialog that is still there gives the focus back. */
type Asked = { kind: "renew" | "revoke"; invitation: Invitation; turn: number };

/** Who was invited and has not come yet. */
export function InvitationsCard({ invitations, onRenew, onRevoke }: InvitationsCardProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [open, setOpen] = useState(false);
  const placeRef = useFocusKept<HTMLDivElement>();
  const ask = (kind: Asked["kind"], invitation: Invitation) => {
    setAsked((before) => ({ kind, invitation, turn: (before?.turn ?? 0) + 1 }));
    setOpen(true);
  };
  if (invitations.length === 0 && asked === null) return null;
  return (
    <Card labelledBy="invitations-title">
      <CardHead title="Open invitations" id="invitations-title" />
      <div ref={placeRef} tabIndex={-1} className={classes.place}>
        {invitations.length === 0 && <p className={classes.none}>Nobody is waited for.</p>}
        <ul className={classes.list}>
          {invitations.map((invitation) => (
            <li key={invitation.id} className={classes.row}>
              <span className={classes.words}>
                <span className={classes.name}>
                  {invitation.name}
                  <Chip tone={invitation.expired ? "warn" : "mute"}>
                    {invitation.expired ? "Expired" : roleWord(invitation.role)}
                  </Chip>
                </span>
                <span className={classes.second}>
                  {invitation.email} · by {invitation.invitedBy} · {invitation.expired ? "ended" : "ends"}{" "}
                  <RelativeTime at={invitation.expiresAt} />
                </span>
              </span>
              <span className={classes.buttons}>
                <ActionButton label={`New link for ${invitation.name}`} onClick={() => ask("renew", invitation)}>
                  New link
                </ActionButton>
                <ActionButton
                  look="quiet"
                  label={`Revoke the invitation of ${invitation.name}`}
                  onClick={() => ask("revoke", invitation)}
                >
                  Revoke
                </ActionButton>
              </span>
            </li>
          ))}
        </ul>
      </div>
      {asked?.kind === "renew" && (
        <ConfirmDialog
          key={asked.turn}
          open={open}
          onClose={() => setOpen(false)}
          title={`A new link for ${asked.invitation.name}?`}
          confirmLabel="Make a new link"
          onConfirm={() => onRenew(asked.invitation)}
        >
          The link of before stops working at once. The new one works for 7 days.
        </ConfirmDialog>
      )}
      {asked?.kind === "revoke" && (
        <ConfirmDialog
          key={asked.turn}
          open={open}
          onClose={() => setOpen(false)}
          title={`Revoke the invitation of ${asked.invitation.name}?`}
          confirmLabel="Revoke"
          tone="danger"
          onConfirm={() => onRevoke(asked.invitation)}
        >
          The link stops working at once. You can invite them again.
        </ConfirmDialog>
      )}
    </Card>
  );
}
