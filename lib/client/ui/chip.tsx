import type { ReactNode } from "react";
import classes from "./chip.module.css";

export type ChipTone = "ok" | "warn" | "crit" | "info" | "mute";

export type ChipProps = { tone: ChipTone; icon?: ReactNode; children: ReactNode; title?: string };

/** A word on a tint; colour never stands alone. */
export function Chip({ tone, icon, children, title }: ChipProps) {
  return (
    <span className={classes.chip} data-tone={tone} title={title}>
      {icon}
      <span className={classes.word}>{children}</span>
    </span>
  );
}
