"use client";

import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { User } from "@/lib/contracts/identity";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import classes from "./form-dialog.module.css";

interface DeleteUserDialogProps {
  user: User;
  open: boolean;
  onClose: () => void;
  /** Throws what the server refuses. */
  onDelete: () => Promise<void>;
}

/** It cannot be taken back: the e-mail is typed, so that nobody deletes the neighbour in the list. */
export function DeleteUserDialog({ user, open, onClose, onDelete }: DeleteUserDialogProps) {
  const [typed, setTyped] = useState("");
  const fits = typed.trim().toLowerCase() === user.email;
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`Delete ${user.name}?`}
      confirmLabel="Delete for good"
      tone="danger"
      disabledBecause={fits ? null : "Type the e-mail first"}
      onConfirm={onDelete}
    >
      <div className={classes.form}>
        <p>
          They are signed out everywhere at once and cannot come back; this cannot be undone. What they did stays, under
          their name. To keep the account, disable it instead.
        </p>
        <TextInput
          label={`Type ${user.email} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
    </ConfirmDialog>
  );
}
