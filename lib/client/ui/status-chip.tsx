"use client";

import { IconAlertTriangle, IconClock, IconDots, IconExclamationCircle, IconInfoCircle } from "@tabler/icons-react";
import type { Severity } from "@/lib/contracts/notifications";
import type { OrderStatus, PaymentStatus } from "@/lib/contracts/orders";
import { Chip, type ChipTone } from "./chip";
import { useTimeZone } from "./time/time-zone";
import { clockText } from "./time/zoned-time";

type Look = { tone: ChipTone; word: string };

const orderLooks: Record<OrderStatus, Look> = {
  placed: { tone: "info", word: "Placed" },
  packed: { tone: "warn", word: "Packed" },
  shipped: { tone: "ok", word: "Shipped" },
  delivered: { tone: "mute", word: "Delivered" },
  cancelled: { tone: "crit", word: "Cancelled" },
};

const paymentLooks: Record<PaymentStatus, Look> = {
  pending: { tone: "mute", word: "Pending" },
  authorized: { tone: "info", word: "Authorized" },
  paid: { tone: "ok", word: "Paid" },
  partially_refunded: { tone: "warn", word: "Partly refunded" },
  refunded: { tone: "warn", word: "Refunded" },
  voided: { tone: "crit", word: "Voided" },
};

/** The word for a fulfilment status, for menus and tables. */
export const orderStatusWord = (status: OrderStatus): string => orderLooks[status].word;

/** The word for a payment status. */
export const paymentWord = (payment: PaymentStatus): string => paymentLooks[payment].word;

export function StatusChip({ status }: { status: OrderStatus }) {
  const { tone, word } = orderLooks[status];
  return <Chip tone={tone}>{word}</Chip>;
}

export function PaymentChip({ payment }: { payment: PaymentStatus }) {
  const { tone, word } = paymentLooks[payment];
  return <Chip tone={tone}>{word}</Chip>;
}

/** A notification's severity, or an alert that waits out its `for` time. */
export type ChipSeverity = Severity | "pending";

const severityLooks: Record<ChipSeverity, Look & { Icon: typeof IconDots }> = {
  critical: { tone: "crit", word: "Critical", Icon: IconExclamationCircle },
  warning: { tone: "warn", word: "Warning", Icon: IconAlertTriangle },
  info: { tone: "info", word: "Info", Icon: IconInfoCircle },
  pending: { tone: "mute", word: "Pending", Icon: IconDots },
};

export function SeverityChip({ severity }: { severity: ChipSeverity }) {
  const { tone, word, Icon } = severityLooks[severity];
  return (
    <Chip tone={tone} icon={<Icon size={13} stroke={2.2} aria-hidden />}>
      {word}
    </Chip>
  );
}

/** "as of 14:03:12": beside a value that is no longer fresh. */
export function StaleChip({ atMs, timeZone }: { atMs: number; timeZone?: string }) {
  const zone = useTimeZone(timeZone);
  return (
    <Chip tone="warn" icon={<IconClock size={13} stroke={2.2} aria-hidden />}>
      as of {clockText(atMs, zone, true)}
    </Chip>
  );
}
