"use client";

import type { LiveConnection } from "@/lib/contracts/connections";
import { useInvoke } from "../../hub/ops";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { dismissToast, showToast } from "../../ui/toast/toast-store";

interface DisconnectDialogProps {
  connection: LiveConnection;
  isOwn: boolean;
  open: boolean;
  onClose: () => void;
}

/** Asks before somebody is cut off; above all before one cuts off oneself. */
export function DisconnectDialog({ connection, isOwn, open, onClose }: DisconnectDialogProps) {
  const { mutateAsync } = useInvoke("closeConnection", { whenAway: "fail" });
  const confirm = async () => {
    await mutateAsync({ connectionId: connection.id });
    if (isOwn) return;
    dismissToast("connections");
    showToast({ fingerprint: "connections", severity: "success", title: `${connection.name} was disconnected` });
  };
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={isOwn ? "Disconnect this very tab?" : `Disconnect ${connection.name}?`}
      confirmLabel={isOwn ? "Disconnect this tab" : "Disconnect"}
      tone="danger"
      onConfirm={confirm}
    >
      {isOwn
        ? "This is the page you are looking at. It stops being live at once. You can connect it again by hand."
        : "Their page is told that an administrator closed the connection, and does not come back by itself. They can connect again by hand: to keep somebody out, disable the user."}
    </ConfirmDialog>
  );
}
