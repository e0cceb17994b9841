"use client";

import { IconMenu2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ActionButton } from "../action-button";
import { useShellNav } from "./shell-nav";
import classes from "./top-header.module.css";

export type TopHeaderProps = {
  title: ReactNode;
  /** Left, after the title: `RangePicker`, `PauseButton`. Below 1100 px a row of its own. */
  controls?: ReactNode;
  /** Right: `SearchButton`. Below 1100 px at the end of the second row. */
  actions?: ReactNode;
  /** Right, left out on a phone: `AvatarStack`. */
  people?: ReactNode;
  /** Far right, always in sight: `ConnectionBadge`. */
  status?: ReactNode;
  /** Floats below: `ReconnectBanner`. */
  banner?: ReactNode;
};

/** The line at the top of every page. */
export function TopHeader({ title, controls, actions, people, status, banner }: TopHeaderProps) {
  const { openNav } = useShellNav();
  return (
    <>
      <header className={classes.header}>
        <span className={classes.burger}>
          <ActionButton label="Menu" icon={<IconMenu2 size={16} stroke={1.9} aria-hidden />} onClick={openNav} />
        </span>
        <h1 className={classes.title}>{title}</h1>
        {controls && <div className={classes.wideControls}>{controls}</div>}
        <span className={classes.grow} />
        {actions && <div className={classes.wideActions}>{actions}</div>}
        {people && <div className={classes.people}>{people}</div>}
        {status}
        {banner}
      </header>
      {(controls || actions) && (
        <div className={classes.secondRow}>
          {controls}
          {actions}
        </div>
      )}
    </>
  );
}
