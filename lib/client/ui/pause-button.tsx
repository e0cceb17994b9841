"use client";

import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { ActionButton } from "./action-button";
import classes from "./pause-button.module.css";

export type PauseButtonProps = { paused: boolean; waiting: number; onToggle: () => void };

/** "Pause", and while paused what waits: "Paused · 37 new". On a phone the icon alone, with the count. The caller binds Space. */
export function PauseButton({ paused, waiting, onToggle }: PauseButtonProps) {
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <ActionButton
      icon={<Icon size={15} stroke={1.8} aria-hidden />}
      label={paused ? `Resume, ${waiting} new` : "Pause"}
      pressed={paused}
      onClick={onToggle}
    >
      <span className={classes.word}>{paused ? "Paused" : "Pause"}</span>
      {paused && (
        <span className={classes.count}>
          <span className={classes.word}>· </span>
          {waiting}
          <span className={classes.word}> new</span>
        </span>
      )}
    </ActionButton>
  );
}
