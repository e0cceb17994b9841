"use client";

import { type ReactNode, useId } from "react";
import { ActionButton } from "../../ui/action-button";
import { Dialog } from "../../ui/dialog";
import { FormMessage } from "../login/form-message";
import classes from "./form-dialog.module.css";

interface FormDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  submitLabel: string;
  busy: boolean;
  /** What is wrong with the whole; what belongs to a field stands there. */
  message: string | null;
  onSubmit: () => void;
  children: ReactNode;
}

/** A form in a dialog: fields, what is wrong, and two buttons. Enter sends it. */
export function FormDialog({ open, onClose, title, submitLabel, busy, message, onSubmit, children }: FormDialogProps) {
  const formId = useId();
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <form
        id={formId}
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onSubmit();
        }}
      >
        {children}
        {message !== null && <FormMessage>{message}</FormMessage>}
        <div className={classes.buttons}>
          <ActionButton onClick={onClose}>Cancel</ActionButton>
          <ActionButton type="submit" look="primary" disabled={busy}>
            {submitLabel}
          </ActionButton>
        </div>
      </form>
    </Dialog>
  );
}
