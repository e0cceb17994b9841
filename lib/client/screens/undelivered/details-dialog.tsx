"use client";

import type { DeadLetter } from "@/lib/contracts/dead-letters";
import { ActionButton } from "../../ui/action-button";
import { Dialog } from "../../ui/dialog";
import { FactList } from "../../ui/fact-list";
import { useTimeZone } from "../../ui/time/time-zone";
import { exactTimeText } from "../../ui/time/zoned-time";
import { CopyBlock } from "../explore/copy-block";
import { streamWord, triesText, typeWord } from "./dead-letter-words";
import classes from "./details-dialog.module.css";

interface DetailsDialogProps {
  letter: DeadLetter;
  open: boolean;
  onClose: () => void;
  onRetry: () => void;
  onDiscard: () => void;
}

/** All that is known of one event, and what was to be told: as text, whatever it holds. */
export function DetailsDialog({ letter, open, onClose, onRetry, onDiscard }: DetailsDialogProps) {
  const zone = useTimeZone();
  const { type, stream, at, diedAt, tries, offset, error, payload } = letter;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={typeWord(type)}
      footer={
        <>
          <ActionButton onClick={onDiscard}>Discard…</ActionButton>
          <ActionButton look="primary" onClick={onRetry}>
            Retry
          </ActionButton>
        </>
      }
    >
      <p className={classes.reason}>{error}</p>
      <FactList
        facts={[
          ["Stream", streamWord(stream)],
          ["Type", type],
          ["Happened", exactTimeText(Date.parse(at), zone)],
          ["Given up", exactTimeText(Date.parse(diedAt), zone)],
          ["Tried", triesText(tries)],
          ["Place in the stream", offset === null ? "it never had one" : `${offset}, now empty`],
        ]}
      />
      <div className={classes.payload}>
        <CopyBlock label="Copy what was to be told" text={JSON.stringify(payload, null, 2)} />
      </div>
    </Dialog>
  );
}
