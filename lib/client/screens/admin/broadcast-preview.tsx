"use client";

import { useSessionInfo } from "../../shell/session-info";
import { SeverityChip } from "../../ui/status-chip";
import type { BroadcastDraft } from "./broadcast-draft";
import classes from "./broadcast-preview.module.css";

/** The message as it will stand in an inbox. */
export function BroadcastPreview({ draft }: { draft: BroadcastDraft }) {
  const { me } = useSessionInfo();
  return (
    <div className={classes.message} data-severity={draft.severity}>
      <SeverityChip severity={draft.severity} />
      <p className={classes.title} data-empty={draft.title.trim() === "" || undefined}>
        {draft.title.trim() || "Title"}
      </p>
      <p className={classes.body} data-empty={draft.body.trim() === "" || undefined}>
        {draft.body.trim() || "Message"}
      </p>
      <p className={classes.from}>— {me.name}</p>
    </div>
  );
}
