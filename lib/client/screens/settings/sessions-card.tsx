"use client";

import { useState } from "react";
import type { Session } from "@/lib/contracts/accounts";
import { ActionButton } from "../../ui/action-button";
import { Card, CardHead } from "../../ui/card";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { dismissToast, showToast } from "../../ui/toast/toast-store";
import { endedWords, failureWords } from "../accounts/ending-words";
import { SessionList } from "../accounts/session-list";
import { useSessions } from "../accounts/use-sessions";
import { useFocusKept } from "../orders/use-focus-kept";
import classes from "./settings-card.module.css";
import type { SettingsData } from "./settings-data";

function tell(title: string, severity: "success" | "warning" = "success"): void {
  dismissToast("settings");
  showToast({ fingerprint: "settings", severity, title });
}

/** Where one is signed in; what is not known to oneself is ended with one click. */
export function SessionsCard({ initial }: { initial: SettingsData }) {
  const { sessions = initial.sessions, endingId, end, endAll, again } = useSessions({ kind: "mine" }, initial);
  const [asking, setAsking] = useState(false);
  const placeRef = useFocusKept<HTMLDivElement>();
  const others = sessions.filter(({ current }) => !current).length;
  const endOne = async (session: Session) => {
    try {
      await end(session);
      tell(`${session.client} is signed out`);
    } catch (error) {
      tell(failureWords(error), "warning");
      await again();
    }
  };
  return (
    <Card labelledBy="sessions-title">
      <CardHead title="Where you are signed in" id="sessions-title">
        {others > 0 && <ActionButton onClick={() => setAsking(true)}>End all others</ActionButton>}
      </CardHead>
      <div ref={placeRef} tabIndex={-1} className={classes.place}>
        <SessionList sessions={sessions} endingId={endingId} onEnd={(session) => void endOne(session)} />
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="End all other sessions?"
        confirmLabel="End them"
        tone="danger"
        onConfirm={async () => tell(endedWords(await endAll()))}
      >
        Everything but this browser is signed out at once, also programs that hold a token of yours.
      </ConfirmDialog>
    </Card>
  );
}
