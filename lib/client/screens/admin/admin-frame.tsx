"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { adminPages } from "../../shell/admin-pages";
import { PageHeader } from "../../shell/page-header";
import classes from "./admin-frame.module.css";

/** The administration's head with the way to its parts, around each of them. */
export function AdminFrame({ children }: { children: ReactNode }) {
  const path = usePathname();
  return (
    <>
      <PageHeader
        title="Administration"
        controls={
          <nav className={classes.parts} aria-label="Administration">
            {adminPages.map(({ href, label }) => (
              <Link key={href} className={classes.part} href={href} aria-current={path === href ? "page" : undefined}>
                {label}
              </Link>
            ))}
          </nav>
        }
      />
      {children}
    </>
  );
}
