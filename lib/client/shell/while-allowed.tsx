"use client";

import { IconUserOff } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { MessagePage } from "../screens/messages/message-page";
import { ActionButton } from "../ui/action-button";
import { dispatchToast } from "../ui/toast/toast-store";
import { useLiveStatus } from "./live-status";

/**
 * What is open, until somebody takes this session away: signed out in another tab, ended from elsewhere, disabled, deleted. Then a
 * message stands in its place and nothing of what was read is kept. A session that merely expired keeps its page.
 */
export function WhileAllowed({ children }: { children: ReactNode }) {
  const { notice } = useLiveStatus().closed;
  return notice?.remedy === "leave" ? <AccessEnded reason={notice.reason} /> : children;
}

function AccessEnded({ reason }: { reason: string }) {
  const queries = useQueryClient();
  useEffect(() => {
    queries.clear();
    dispatchToast({ type: "dismissAll" });
    document.title = "Signed out · Pulseboard";
  }, [queries]);
  const signIn = () => location.assign(`/login?from=${encodeURIComponent(location.pathname + location.search)}`);
  return (
    <MessagePage
      icon={<IconUserOff size={20} stroke={1.8} />}
      title={reason}
      actions={
        <ActionButton look="primary" onClick={signIn}>
          Sign in
        </ActionButton>
      }
    >
      {reason === "You signed out." ? (
        <p>This session is over in every tab of this browser. Sign in to go on.</p>
      ) : (
        <p>
          This session was ended from another device, or an administrator changed your account. Sign in to go on; if
          that does not work, ask an administrator.
        </p>
      )}
    </MessagePage>
  );
}
