"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Hidden } from "../hidden";
import classes from "./rail-nav.module.css";
import { useShellNav } from "./shell-nav";

export type RailNavItem = {
  href: string;
  label: string;
  icon: ReactNode;
  active?: boolean;
  /** Shown as a red pill, "99+" beyond that; nothing for 0. */
  badge?: number;
  /** What the badge counts: "unread". */
  badgeLabel?: string;
};

export type RailNavProps = {
  items: readonly RailNavItem[];
  /** `UserBlock`, at the bottom. */
  user?: ReactNode;
};

/** "99+" beyond 99. */
export const badgeText = (count: number): string => (count > 99 ? "99+" : String(count));

/** The main navigation. */
export function RailNav({ items, user }: RailNavProps) {
  const { closeNav } = useShellNav();
  return (
    <>
      <nav aria-label="Main">
        <ul className={classes.list}>
          {items.map((item) => (
            <li key={item.href}>
              <Link
                className={classes.item}
                href={item.href}
                aria-current={item.active ? "page" : undefined}
                onClick={closeNav}
              >
                {item.icon}
                <span className={classes.label}>{item.label}</span>
                {item.badge !== undefined && item.badge > 0 && (
                  <span className={classes.badge}>
                    {badgeText(item.badge)}
                    {item.badgeLabel && <Hidden> {item.badgeLabel}</Hidden>}
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes.space} />
      {user}
    </>
  );
}
