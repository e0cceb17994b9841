import type { ReactNode } from "react";
import { Brand } from "../../ui/shell/brand";
import classes from "./message-page.module.css";

interface MessagePageProps {
  icon: ReactNode;
  title: string;
  /** What happened and what to do about it. */
  children: ReactNode;
  /** Buttons and links. */
  actions: ReactNode;
}

/** A page that has nothing to show but a message, outside the frame of the others. */
export function MessagePage({ icon, title, children, actions }: MessagePageProps) {
  return (
    <main className={classes.page}>
      <Brand />
      <div className={classes.card}>
        <span className={classes.icon} aria-hidden>
          {icon}
        </span>
        <h1 className={classes.title}>{title}</h1>
        <div className={classes.text}>{children}</div>
        <div className={classes.actions}>{actions}</div>
      </div>
    </main>
  );
}
