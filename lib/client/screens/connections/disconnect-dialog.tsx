"use client";

import type { LiveConnection } from "@/lib/contracts/connections";
import { useInvoke } from "../../hub/ops";
import { useLiveStatus } from "../../shell/live-status";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { dismissToast, showToast } from "../../ui/toast/toast-store";
import classes from "./disconnect-dialog.module.css";
import { useSince } from "./use-since";

interface DisconnectDialogProps {
  connection: LiveConnection;
  isOwn: boolean;
  open: boolean;
  onClose: () => void;
  /** Why it cannot be done at the moment; null while it can. */
  disabledBecause: string | null;
}

/** Asks before somebody is cut off; above all before one cuts off oneself. */
export function DisconnectDialog({ connection, isOwn, open, onClose, disabledBecause }: DisconnectDialogProps) {
  const { mutateAsync } = useInvoke("closeConnection", { whenAway: "fail" });
  const { expectOwnEnd } = useLiveStatus().closed;
  const since = useSince(connection.connectedAt);
  const { kind, name, client, address } = connection;
  const confirm = async () => {
    expectOwnEnd(isOwn);
    try {
      await mutateAsync({ connectionId: connection.id });
    } catch (error) {
      expectOwnEnd(false);
      throw error;
    }
    if (isOwn) return;
    dismissToast("connections");
    showToast({ fingerprint: "connections", severity: "success", title: `${name} was disconnected` });
  };
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={isOwn ? "Disconnect this very tab?" : `Disconnect ${name}?`}
      confirmLabel={isOwn ? "Disconnect this tab" : "Disconnect"}
      tone="danger"
      disabledBecause={disabledBecause}
      onConfirm={confirm}
    >
      <p className={classes.which}>
        {name}, {client}, {address}, connected since {since}
      </p>
      <p>
        {isOwn
          ? "This is the page you are looking at. It stops being live at once. You can connect it again by hand."
          : kind === "key"
            ? "The program is told that an administrator closed the connection. It can connect again with its key: to keep it out, revoke the key."
            : "Their page is told that an administrator closed the connection, and does not come back by itself. They can connect again by hand: to keep somebody out, disable the user."}
      </p>
    </ConfirmDialog>
  );
}
