"use client";

import type { ApiKey } from "@/lib/contracts/api-keys";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { RelativeTime } from "../../ui/time/relative-time";
import { dismissToast, showToast } from "../../ui/toast/toast-store";
import { connectionsText } from "./key-words";
import classes from "./revoke-key-dialog.module.css";

interface RevokeKeyDialogProps {
  apiKey: ApiKey;
  open: boolean;
  onClose: () => void;
  /** Throws what the server refuses. */
  onRevoke: (id: string) => Promise<void>;
}

/** Asks before a program is cut off, with what tells whether anybody needs it. */
export function RevokeKeyDialog({ apiKey, open, onClose, onRevoke }: RevokeKeyDialogProps) {
  const { id, name, prefix, lastUsedAt, lastUsedAddress, connections } = apiKey;
  const openNow = connectionsText(connections);
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={`Revoke ${name}?`}
      confirmLabel="Revoke"
      tone="danger"
      onConfirm={async () => {
        await onRevoke(id);
        dismissToast("keys");
        showToast({ fingerprint: "keys", severity: "success", title: `${name} was revoked` });
      }}
    >
      <p className={classes.which}>
        {prefix}…,{" "}
        {lastUsedAt === null ? (
          "never used"
        ) : (
          <>
            last used <RelativeTime at={lastUsedAt} />
            {lastUsedAddress !== null && ` from ${lastUsedAddress}`}
          </>
        )}
        {openNow !== null && `, ${openNow}`}.
      </p>
      <p>
        Whatever uses it is refused at once, and its connections are closed. This cannot be undone: a program that goes
        on needs a new key.
      </p>
    </ConfirmDialog>
  );
}
