"use client";

import { type ReactNode, useMemo, useState } from "react";
import { Dialog } from "../dialog";
import classes from "./app-shell.module.css";
import { Brand } from "./brand";
import { ShellNavContext } from "./shell-nav";

export type AppShellProps = {
  /** `RailNav`: in the rail on a wide screen, in a drawer on a phone. */
  nav: ReactNode;
  /** The page's `TopHeader` comes first, then its content. */
  children: ReactNode;
};

/** Rail, main and the drawer of a phone, with a skip link and landmarks. */
export function AppShell({ nav, children }: AppShellProps) {
  const [drawerOpen, setDrawerOpen] = useState(false);
  const navigation = useMemo(() => ({ openNav: () => setDrawerOpen(true), closeNav: () => setDrawerOpen(false) }), []);
  return (
    <ShellNavContext value={navigation}>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <div className={classes.app}>
        <header className={classes.rail}>
          <div className={classes.brand}>
            <Brand />
          </div>
          {nav}
        </header>
        <main className={classes.main} id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Dialog open={drawerOpen} onClose={navigation.closeNav} title={<Brand />} side="start">
        {nav}
      </Dialog>
    </ShellNavContext>
  );
}
