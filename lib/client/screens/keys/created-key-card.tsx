"use client";

import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { CreatedApiKey } from "@/lib/contracts/api-keys";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { CopyBlock } from "../explore/copy-block";
import { useOrigin } from "../explore/use-origin";
import classes from "./created-key-card.module.css";
import { tryCommand } from "./key-words";

interface CreatedKeyCardProps {
  created: CreatedApiKey;
  onDone: () => void;
}

/** A new key, this once. It stands in the page and not in a dialog: Esc or a click beside it would lose it for good. */
export function CreatedKeyCard({ created: { name, key, scopes }, onDone }: CreatedKeyCardProps) {
  const origin = useOrigin();
  const headingRef = useRef<HTMLHeadingElement>(null);
  useEffect(() => headingRef.current?.focus(), []);
  return (
    <Card className={classes.card} labelledBy="created-key-title">
      <h2 className={classes.title} id="created-key-title" ref={headingRef} tabIndex={-1}>
        The key for {name}
      </h2>
      <p className={classes.warning}>
        <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
        Copy it now: you will not see it again. Pulseboard keeps only what it needs to recognize it.
      </p>
      <CopyBlock label="Copy the key" text={key} />
      <p className={classes.try}>Try it from a shell:</p>
      <CopyBlock label="Copy the command" text={tryCommand(origin, key, scopes)} />
      <div className={classes.end}>
        <ActionButton look="primary" onClick={onDone}>
          I have copied it
        </ActionButton>
      </div>
    </Card>
  );
}
