"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { OrderStatus } from "@/lib/contracts/orders";
import classes from "./feed-row.module.css";
import { Money } from "./money";
import { StatusChip } from "./status-chip";
import { RelativeTime } from "./time/relative-time";

export type FeedRowProps = {
  number: string;
  customer: string;
  /** Minor units. */
  total: number;
  currency: string;
  /** ms or ISO 8601. */
  placedAt: number | string;
  itemCount: number;
  status: OrderStatus;
  href: string;
  /** Tinted for a moment: it just came in. */
  fresh?: boolean;
};

/** One order of the live feed; the whole row leads to the order. */
export function FeedRow(props: FeedRowProps) {
  const { number, customer, total, currency, placedAt, itemCount, status, href, fresh } = props;
  return (
    <li className={classes.row} data-fresh={fresh || undefined}>
      <span className={classes.who}>
        <Link className={classes.number} href={href} prefetch={false}>
          {number}
        </Link>
        <span className={classes.customer}>{customer}</span>
      </span>
      <span className={classes.total}>
        <Money minor={total} currency={currency} />
      </span>
      <span className={classes.when}>
        <RelativeTime at={placedAt} /> · {itemCount} {itemCount === 1 ? "item" : "items"}
      </span>
      <span className={classes.status}>
        <StatusChip status={status} />
      </span>
    </li>
  );
}

/** The list that holds `FeedRow`s, edge to edge in its card. */
export function Feed({ children, label }: { children: ReactNode; label: string }) {
  return (
    <ul className={classes.feed} aria-label={label}>
      {children}
    </ul>
  );
}
