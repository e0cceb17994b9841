"use client";

import { useState } from "react";
import type { Session } from "@/lib/contracts/accounts";
import type { User } from "@/lib/contracts/identity";
import { ActionButton } from "../../ui/action-button";
import { Dialog } from "../../ui/dialog";
import { RowsSkeleton } from "../../ui/skeleton";
import { endedWords, failureWords } from "../accounts/ending-words";
import { SessionList } from "../accounts/session-list";
import { useSessions } from "../accounts/use-sessions";
import { FormMessage } from "../login/form-message";
import { useFocusKept } from "../orders/use-focus-kept";
import classes from "./user-sessions-dialog.module.css";

interface UserSessionsDialogProps {
  user: User;
  own: boolean;
  open: boolean;
  onClose: () => void;
  tell: (title: string) => void;
}

/** Where somebody is signed in; an admin ends one of it, or all. */
export function UserSessionsDialog({ user, own, open, onClose, tell }: UserSessionsDialogProps) {
  const { sessions, endingId, end, endAll, again } = useSessions({ kind: "user", id: user.id });
  const [failure, setFailure] = useState<string | null>(null);
  const placeRef = useFocusKept<HTMLDivElement>();
  const attempt = async (what: () => Promise<string>) => {
    setFailure(null);
    try {
      tell(await what());
    } catch (error) {
      setFailure(failureWords(error));
      await again();
    }
  };
  const endOne = (session: Session) =>
    attempt(async () => {
      await end(session);
      return `${user.name}: ${session.client} is signed out`;
    });
  const others = sessions?.filter(({ current }) => !current).length ?? 0;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={own ? "Your sessions" : `Sessions of ${user.name}`}
      footer={
        <>
          <ActionButton onClick={onClose}>Close</ActionButton>
          <ActionButton
            look="danger"
            disabled={others === 0}
            onClick={() => void attempt(async () => endedWords(await endAll()))}
          >
            {own ? "End all others" : "End all"}
          </ActionButton>
        </>
      }
    >
      <div ref={placeRef} tabIndex={-1} className={classes.place}>
        {sessions === undefined ? (
          <RowsSkeleton rows={2} rowHeight={60} />
        ) : sessions.length === 0 ? (
          <p className={classes.none}>Not signed in anywhere.</p>
        ) : (
          <SessionList sessions={sessions} endingId={endingId} onEnd={(session) => void endOne(session)} />
        )}
      </div>
      {failure !== null && <FormMessage>{failure}</FormMessage>}
    </Dialog>
  );
}
