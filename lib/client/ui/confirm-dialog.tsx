"use client";

import { type ReactNode, useState } from "react";
import { ActionButton } from "./action-button";
import classes from "./confirm-dialog.module.css";
import { Dialog } from "./dialog";

export type ConfirmDialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  /** A verb: "Cancel order", "Disconnect". */
  confirmLabel: string;
  tone?: "primary" | "danger";
  /** Why it cannot be confirmed now; null while it can. */
  disabledBecause?: string | null;
  /** The dialog closes when it resolves and shows the message when it throws. */
  onConfirm: () => void | Promise<void>;
};

type Progress = { kind: "idle" } | { kind: "pending" } | { kind: "failed"; message: string };

/** Asks once more before something that is hard to take back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onClose, title, children, confirmLabel, tone = "primary", disabledBecause = null, onConfirm } = props;
  const [progress, setProgress] = useState<Progress>({ kind: "idle" });
  const close = () => {
    setProgress({ kind: "idle" });
    onClose();
  };
  const confirm = async () => {
    setProgress({ kind: "pending" });
    try {
      await onConfirm();
      close();
    } catch (error) {
      setProgress({ kind: "failed", message: error instanceof Error ? error.message : "It did not work. Try again." });
    }
  };
  const pending = progress.kind === "pending";
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      footer={
        <>
          <ActionButton onClick={close} disabled={pending}>
            Keep as it is
          </ActionButton>
          <ActionButton
            look={tone}
            onClick={() => void confirm()}
            disabled={pending || disabledBecause !== null}
            hint={disabledBecause ?? undefined}
          >
            {confirmLabel}
          </ActionButton>
        </>
      }
    >
      <div className={classes.text}>{children}</div>
      {progress.kind === "failed" && (
        <p className={classes.error} role="alert">
          {progress.message}
        </p>
      )}
    </Dialog>
  );
}
