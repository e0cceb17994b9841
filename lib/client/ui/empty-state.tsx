import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

export type EmptyStateProps = {
  icon: ReactNode;
  title: string;
  /** What to do next, in one or two sentences. */
  children: ReactNode;
  action?: ReactNode;
  /** Height of what will stand here, so that the first row does not move the page. */
  minHeight?: number;
};

/** Said where a list or chart would be: what is missing and what to do about it. */
export function EmptyState({ icon, title, children, action, minHeight }: EmptyStateProps) {
  return (
    <div className={classes.empty} style={{ minHeight }}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <p className={classes.title}>{title}</p>
      <div className={classes.next}>{children}</div>
      {action}
    </div>
  );
}
