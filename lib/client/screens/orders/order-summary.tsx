"use client";

import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { orderTransitions } from "@/lib/contracts/order-states";
import type { Order, OrderStatus } from "@/lib/contracts/orders";
import { usePermission } from "../../shell/session-info";
import { ActionButton } from "../../ui/action-button";
import { Card } from "../../ui/card";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { formatMoney } from "../../ui/format";
import { Money } from "../../ui/money";
import { orderStatusWord, PaymentChip, StatusChip } from "../../ui/status-chip";
import { RelativeTime } from "../../ui/time/relative-time";
import { moveVerb, movingWord } from "./move-words";
import classes from "./order-summary.module.css";
import { OrderViewers } from "./order-viewers";
import { SourceChip } from "./source-chip";
import { useFocusKept } from "./use-focus-kept";
import type { Move } from "./use-move-order";

interface OrderSummaryProps {
  order: Order;
  move: Move | undefined;
  onMove: (order: Order, to: OrderStatus) => Promise<void>;
}

/** Where the order stands, and the legal steps from there for who may take them. */
export function OrderSummary({ order, move, onMove }: OrderSummaryProps) {
  const canMove = usePermission("orders.manage");
  return (
    <Card span={12} className={classes.card}>
      <div className={classes.main}>
        <p className={classes.total}>
          <Money minor={order.total} currency={order.currency} cents="smaller" />
        </p>
        <dl className={classes.facts}>
          <Fact name="Status">
            <StatusChip status={order.status} />
          </Fact>
          <Fact name="Payment">
            <PaymentChip payment={order.payment} />
          </Fact>
          <Fact name="Placed">
            <RelativeTime at={order.placedAt} />
          </Fact>
          {order.source !== "api" && (
            <Fact name="Source">
              <SourceChip source={order.source} />
            </Fact>
          )}
        </dl>
      </div>
      {canMove && <Steps order={order} move={move} onMove={onMove} />}
      <OrderViewers orderId={order.id} />
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The moves that the order's state allows. After one they rest for a moment, so that a second click does not take the next. */
function Steps({ order, move, onMove }: OrderSummaryProps) {
  const [asking, setAsking] = useState(false);
  const ref = useFocusKept<HTMLDivElement>();
  const legal = orderTransitions[order.status];
  const forward = legal.find((status) => status !== "cancelled");
  return (
    <div ref={ref} className={classes.steps} tabIndex={-1}>
      {!move && legal.includes("cancelled") && (
        <ActionButton onClick={() => setAsking(true)}>Cancel order</ActionButton>
      )}
      {move ? (
        <p className={classes.moving}>
          {move.kind === "settled" && <IconCheck size={16} stroke={2.2} aria-hidden />}
          {move.kind === "sending" ? movingWord[move.to] : orderStatusWord(move.to)}
        </p>
      ) : (
        forward && (
          <ActionButton look="primary" onClick={() => void onMove(order, forward)}>
            {moveVerb[forward]} order
          </ActionButton>
        )
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Cancel ${order.number}?`}
        confirmLabel="Cancel order"
        tone="danger"
        onConfirm={() => void onMove(order, "cancelled")}
      >
        The order of {order.customer.name} over {formatMoney(order.total, order.currency)} will not be sent. This cannot
        be taken back. Its payment stays as it is: refund it where it was taken.
      </ConfirmDialog>
    </div>
  );
}
