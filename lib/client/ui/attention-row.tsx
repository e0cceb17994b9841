import type { ReactNode } from "react";
import classes from "./attention-row.module.css";
import { type ChipSeverity, SeverityChip } from "./status-chip";

export type AttentionRowProps = {
  severity: ChipSeverity;
  title: ReactNode;
  /** In brackets after the title, left out on a phone: the rule that was broken. */
  detail?: ReactNode;
  /** Since when, how many are grouped, who is on it. */
  meta: ReactNode;
  action?: ReactNode;
};

/** One thing that needs somebody. */
export function AttentionRow({ severity, title, detail, meta, action }: AttentionRowProps) {
  return (
    <li className={classes.row}>
      <span className={classes.chip}>
        <SeverityChip severity={severity} />
      </span>
      <div className={classes.text}>
        <p className={classes.title}>
          {title}
          {detail && <span className={classes.detail}> ({detail})</span>}
        </p>
        <p className={classes.meta}>{meta}</p>
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </li>
  );
}

/** The list that holds `AttentionRow`s. */
export function AttentionList({ children, label }: { children: ReactNode; label: string }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  );
}
