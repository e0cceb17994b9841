"use client";

import type { IssuedLink } from "@/lib/contracts/accounts";
import { ActionButton } from "../../ui/action-button";
import { Dialog } from "../../ui/dialog";
import { RelativeTime } from "../../ui/time/relative-time";
import { CopyBlock } from "../explore/copy-block";
import classes from "./link-dialog.module.css";

interface LinkDialogProps {
  title: string;
  /** What the one who opens it can do. */
  about: string;
  link: IssuedLink;
  open: boolean;
  onClose: () => void;
}

/** A link, this once: afterwards nobody can read it any more, only make another. */
export function LinkDialog({ title, about, link, open, onClose }: LinkDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <ActionButton look="primary" onClick={onClose}>
          Done
        </ActionButton>
      }
    >
      <p className={classes.text}>
        {about} It works once and ends <RelativeTime at={link.expiresAt} />.
      </p>
      <CopyBlock text={`${location.origin}${link.path}`} label="Copy the link" />
      <p className={classes.note}>
        It is shown only now. Nothing is sent by e-mail: hand it over by a way that you trust. Whoever has it can use
        it.
      </p>
    </Dialog>
  );
}
