"use client";

import { IconCash, IconCheck, IconDots, IconPackage, IconShoppingBag, IconTruck, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { paymentStatuses } from "@/lib/contracts/order-states";
import type { OrderHistoryEntry, OrderStatus, PaymentStatus } from "@/lib/contracts/orders";
import { Card, CardHead } from "../../ui/card";
import { orderStatusWord, paymentWord } from "../../ui/status-chip";
import { movingWord } from "./move-words";
import { StepTime } from "./step-time";
import classes from "./timeline-card.module.css";
import { isOrderStatus, whoText } from "./timeline-words";

const icons: Record<OrderStatus, typeof IconDots> = {
  placed: IconShoppingBag,
  packed: IconPackage,
  shipped: IconTruck,
  delivered: IconCheck,
  cancelled: IconX,
};

interface TimelineCardProps {
  /** Oldest first. */
  history: readonly OrderHistoryEntry[];
  /** A step of ours that the server has not confirmed yet. */
  sending: OrderStatus | null;
}

/** Everything that happened to the order, newest first: what, who, from where, when. */
export function TimelineCard({ history, sending }: TimelineCardProps) {
  return (
    <Card labelledBy="timeline-title">
      <CardHead title="Timeline" id="timeline-title" />
      <ol className={classes.list} reversed>
        {sending && (
          <Step Icon={IconDots} what={movingWord[sending]} pending>
            waiting for the server
          </Step>
        )}
        {history.toReversed().map((entry) => (
          <Step
            key={entry.version}
            Icon={iconOf(entry)}
            cancelled={entry.to === "cancelled"}
            what={whatOf(entry)}
            at={entry.at}
          >
            {whoText(entry)}
          </Step>
        ))}
      </ol>
    </Card>
  );
}

interface StepProps {
  Icon: typeof IconDots;
  what: ReactNode;
  /** ISO 8601; absent while it has not happened yet. */
  at?: string;
  pending?: boolean;
  cancelled?: boolean;
  children: ReactNode;
}

function Step({ Icon, what, at, pending, cancelled, children }: StepProps) {
  return (
    <li className={classes.step} data-pending={pending || undefined} data-cancelled={cancelled || undefined}>
      <span className={classes.mark}>
        <Icon size={15} stroke={1.9} aria-hidden />
      </span>
      <span className={classes.what}>{what}</span>
      <span className={classes.when}>{at && <StepTime at={Date.parse(at)} />}</span>
      <span className={classes.who}>{children}</span>
    </li>
  );
}

const iconOf = ({ type, to }: OrderHistoryEntry): typeof IconDots =>
  type === "payment" ? IconCash : isOrderStatus(to) ? icons[to] : IconDots;

const isPayment = (state: string): state is PaymentStatus => paymentStatuses.some((one) => one === state);

const wordOf = (type: OrderHistoryEntry["type"], state: string): string => {
  if (type === "payment") return isPayment(state) ? paymentWord(state) : state;
  return isOrderStatus(state) ? orderStatusWord(state) : state;
};

function whatOf({ type, from, to }: OrderHistoryEntry): ReactNode {
  const now = wordOf(type, to);
  return (
    <>
      {type === "payment" && "Payment: "}
      <strong>{now}</strong>
      {from !== null && <span className={classes.from}> from {wordOf(type, from).toLowerCase()}</span>}
    </>
  );
}
