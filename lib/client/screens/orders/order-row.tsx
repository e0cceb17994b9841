"use client";

import { IconCheck } from "@tabler/icons-react";
import Link from "next/link";
import { orderTransitions } from "@/lib/contracts/order-states";
import type { Order, OrderStatus } from "@/lib/contracts/orders";
import { ActionButton } from "../../ui/action-button";
import { Money } from "../../ui/money";
import { orderStatusWord, PaymentChip, StatusChip } from "../../ui/status-chip";
import { RelativeTime } from "../../ui/time/relative-time";
import { itemsSummary } from "./items-summary";
import { moveVerb, movingWord } from "./move-words";
import classes from "./order-list.module.css";
import { SourceChip } from "./source-chip";
import { useFocusKept } from "./use-focus-kept";
import type { Move } from "./use-move-order";

interface OrderRowProps {
  order: Order;
  /** Tinted for a moment: it just came in. */
  fresh: boolean;
  /** It no longer matches the filter and goes when the list is let go. */
  leaving: boolean;
  /** Null for who may not move orders. */
  next: { move: Move | undefined; onMove: (order: Order, to: OrderStatus) => Promise<void> } | null;
}

/** One order; the whole row leads to it. Narrow, it is three lines. */
export function OrderRow({ order, fresh, leaving, next }: OrderRowProps) {
  const href = `/orders/${order.id}`;
  return (
    <tr
      className={classes.row}
      data-actions={next !== null || undefined}
      data-fresh={fresh || undefined}
      data-leaving={leaving || undefined}
    >
      <td className={classes.order}>
        <Link className={classes.link} href={href} prefetch={false}>
          {order.number}
        </Link>
        <SourceChip source={order.source} />
      </td>
      <td className={classes.customer}>{order.customer.name}</td>
      <td className={classes.items}>{itemsSummary(order.items)}</td>
      <td className={classes.placed}>
        {/* Above the link that covers the row, so that the exact time shows on hover; it leads to the same place. */}
        <Link className={classes.time} href={href} prefetch={false} tabIndex={-1}>
          <RelativeTime at={order.placedAt} />
        </Link>
      </td>
      <td className={classes.payment}>
        <PaymentChip payment={order.payment} />
      </td>
      <td className={classes.status}>
        <StatusChip status={order.status} />
      </td>
      <td className={classes.total}>
        <Money minor={order.total} currency={order.currency} />
      </td>
      {next && (
        <td className={classes.next}>
          <NextStep order={order} move={next.move} onMove={next.onMove} />
        </td>
      )}
    </tr>
  );
}

interface NextStepProps {
  order: Order;
  move: Move | undefined;
  onMove: (order: Order, to: OrderStatus) => Promise<void>;
}

/** The one step forward. After a step it rests for a moment, so that a second click does not take the next one. */
function NextStep({ order, move, onMove }: NextStepProps) {
  const to = orderTransitions[order.status].find((status) => status !== "cancelled");
  const ref = useFocusKept<HTMLSpanElement>();
  const resting = move !== undefined;
  const label = move
    ? move.kind === "sending"
      ? movingWord[move.to]
      : orderStatusWord(move.to)
    : moveVerb[to ?? order.status];
  return (
    <span ref={ref} className={classes.stepPlace} tabIndex={-1}>
      {(to !== undefined || resting) && (
        <ActionButton
          className={resting ? `${classes.step} ${classes.resting}` : classes.step}
          icon={move?.kind === "settled" ? <IconCheck size={14} stroke={2.2} aria-hidden /> : undefined}
          onClick={() => {
            if (!resting && to) void onMove(order, to);
          }}
        >
          {label}
          <span data-pb-hidden=""> {order.number}</span>
        </ActionButton>
      )}
    </span>
  );
}
