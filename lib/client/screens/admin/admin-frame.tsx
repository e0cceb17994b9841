"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { permits } from "@/lib/contracts/permissions";
import { adminPages, undeliveredHref } from "../../shell/admin-pages";
import { PageHeader } from "../../shell/page-header";
import { useSessionInfo } from "../../shell/session-info";
import { useDeadLetterCount } from "../../shell/use-dead-letters";
import { badgeText } from "../../ui/shell/rail-nav";
import classes from "./admin-frame.module.css";

/** The administration's head with the way to its parts, around each of them. */
export function AdminFrame({ children }: { children: ReactNode }) {
  const path = usePathname();
  const { me } = useSessionInfo();
  const undelivered = useDeadLetterCount();
  const navRef = useRef<HTMLElement>(null);
  // Where they do not fit, the one that is open may lie beyond the edge.
  useEffect(() => {
    const open = navRef.current?.querySelector(`[href="${path}"]`);
    open?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  const parts = adminPages.filter(({ permission }) => permits(me.permissions, permission));
  return (
    <>
      <PageHeader
        title="Administration"
        controls={
          <nav ref={navRef} className={classes.parts} aria-label="Administration">
            {parts.map(({ href, label }) => (
              <Link key={href} className={classes.part} href={href} aria-current={path === href ? "page" : undefined}>
                {label}
                {href === undeliveredHref && undelivered > 0 && (
                  <span className={classes.badge}>{badgeText(undelivered)}</span>
                )}
              </Link>
            ))}
          </nav>
        }
      />
      {children}
    </>
  );
}
