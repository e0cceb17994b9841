import type { ReactNode } from "react";
import { Brand } from "../../ui/shell/brand";
import classes from "./auth-frame.module.css";

/** The calm page around login and first run: the mark above one card. */
export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Brand />
        {children}
      </div>
    </main>
  );
}
