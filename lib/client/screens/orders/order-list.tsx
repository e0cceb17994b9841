"use client";

import { useRef } from "react";
import { flushSync } from "react-dom";
import type { OrderFilter } from "@/lib/contracts/orders";
import type { OrderList as Orders } from "../../orders/order-cache";
import { useFrozen } from "../../shell/pause";
import { usePermission } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { formatCount } from "../../ui/format";
import { NewRowsPill } from "../../ui/new-rows-pill";
import { serverNowMs } from "../../ui/time/server-clock";
import classes from "./order-list.module.css";
import { OrderRow } from "./order-row";
import { useHeldOrders } from "./use-held-orders";
import { useMoveOrder } from "./use-move-order";
import { useMoreOrders } from "./use-order-list";

/** A row that comes in tints for a moment if it was placed within this time; one that was only loaded late does not. */
const freshMs = 60_000;

interface OrderListProps {
  list: Orders;
  filter: OrderFilter;
  /** The rows are those of the last filter: shown until the next ones are read, and dimmed. */
  outdated: boolean;
}

/** The rows, live. While they are looked at, new ones wait behind a pill and nothing moves. */
export function OrderList({ list, filter, outdated }: OrderListProps) {
  const live = useFrozen(list.items);
  const { rows, waiting, leaving, topRef, showNew, area } = useHeldOrders(live);
  const canMove = usePermission("orders.manage");
  const { move, moveOf } = useMoveOrder();
  const more = useMoreOrders(filter, outdated ? null : list.nextCursor);
  const first = useRef(new Set(list.items.map((order) => order.id)));
  const bodyRef = useRef<HTMLTableSectionElement>(null);

  const showNewRows = () => {
    const byKeyboard = document.activeElement?.matches(":focus-visible");
    flushSync(showNew);
    // The pill goes away under the focus: whoever came by keyboard goes on at the first row.
    if (byKeyboard) bodyRef.current?.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
  };
  const isFresh = (id: string, placedAt: string) =>
    !first.current.has(id) && serverNowMs() - Date.parse(placedAt) < freshMs;

  return (
    <div className={classes.frame} data-outdated={outdated || undefined} aria-busy={outdated} {...area}>
      <div ref={topRef} className={classes.top} />
      <div className={classes.pill}>
        <NewRowsPill count={waiting} onShow={showNewRows} />
      </div>
      <table className={classes.table} aria-label="Orders, newest first">
        <thead className={classes.head}>
          <tr className={classes.row} data-actions={canMove || undefined}>
            <th scope="col">Order</th>
            <th scope="col">Customer</th>
            <th scope="col">Items</th>
            <th scope="col">Placed</th>
            <th scope="col">Payment</th>
            <th scope="col">Status</th>
            <th scope="col" className={classes.number}>
              Total
            </th>
            {canMove && (
              <th scope="col">
                <span data-pb-hidden="">Next step</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody ref={bodyRef}>
          {rows.map((order) => (
            <OrderRow
              key={order.id}
              order={order}
              fresh={isFresh(order.id, order.placedAt)}
              leaving={leaving.has(order.id)}
              next={canMove ? { move: moveOf(order.id), onMove: move } : null}
            />
          ))}
        </tbody>
      </table>
      <div className={classes.foot}>
        <span>
          {formatCount(rows.length)} {rows.length === 1 ? "order" : "orders"}
          {list.nextCursor === null ? "" : " so far"}
        </span>
        {more.hasFailed && <span className={classes.failed}>The next ones could not be read.</span>}
        {list.nextCursor !== null && (
          <ActionButton onClick={more.read}>
            {more.isReading ? "Reading…" : more.hasFailed ? "Try again" : "Show 50 more"}
          </ActionButton>
        )}
      </div>
    </div>
  );
}
