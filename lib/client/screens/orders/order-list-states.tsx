"use client";

import { IconFilterOff, IconPlugConnectedX, IconShoppingBag } from "@tabler/icons-react";
import { isHubError } from "@/lib/hub-protocol";
import { usePermission } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { EmptyState } from "../../ui/empty-state";
import { Hidden } from "../../ui/hidden";
import { Skeleton } from "../../ui/skeleton";
import classes from "./order-list.module.css";

const minHeight = 320;

/** There is nothing to show: because of the filters, or because there is nothing yet. */
export function NoOrders({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const canCreate = usePermission("orders.manage");
  if (filtered) {
    return (
      <EmptyState
        icon={<IconFilterOff size={22} />}
        title="No order matches"
        minHeight={minHeight}
        action={<ActionButton onClick={onClear}>Clear filters</ActionButton>}
      >
        Orders that match appear here as they come in. Widen the days, choose another status, or shorten the search.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconShoppingBag size={22} />} title="No orders yet" minHeight={minHeight}>
      {canCreate
        ? "Send the first one with POST /api/orders, or bring in past ones with POST /api/orders/import. It stands here the moment it is stored."
        : "The first one stands here the moment the shop sends it."}
    </EmptyState>
  );
}

/** The server did not answer, or with a refusal, and nothing was there to show meanwhile. */
export function NothingRead({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const isAway = isHubError(error) && error.code === "DISCONNECTED";
  return (
    <EmptyState
      icon={<IconPlugConnectedX size={22} />}
      title="The orders could not be read"
      minHeight={minHeight}
      action={<ActionButton onClick={onRetry}>Try again</ActionButton>}
    >
      {isAway ? "The server cannot be reached. They are read once it is back; your filters are kept." : error.message}
    </EmptyState>
  );
}

const skeletonRows = Array.from({ length: 10 }, (_, row) => row);

/** Rows of the final size, while the first page of a filter is on its way. */
export function OrderListSkeleton() {
  return (
    <div className={classes.frame}>
      <Hidden>Reading the orders</Hidden>
      <div className={classes.skeletonHead} />
      {skeletonRows.map((row) => (
        <div className={classes.skeletonRow} key={row} aria-hidden>
          <Skeleton width={`${38 + ((row * 13) % 25)}%`} />
          <Skeleton width={64} shape="pill" height={18} />
        </div>
      ))}
    </div>
  );
}
