"use client";

import { ActionButton } from "../ui/action-button";
import { Dialog } from "../ui/dialog";

interface Props {
  reason: string;
  onClose: () => void;
  onRetry: () => void;
}

/** The server closed the connection and does not want it back by itself; one may ask again. */
export function ConnectionClosedDialog({ reason, onClose, onRetry }: Props) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Not connected"
      footer={
        <ActionButton look="primary" onClick={onRetry}>
          Reconnect
        </ActionButton>
      }
    >
      <p>{reason} What you see stays as it is, but it is no longer live.</p>
    </Dialog>
  );
}
