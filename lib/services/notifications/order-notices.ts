import { minorUnitDigits } from "@/lib/contracts/minor-units";
import type { Order } from "@/lib/contracts/orders";
import type { Transaction } from "@/lib/db/transaction";
import { addNotification } from "./notification-row";

/** Amounts are formatted for reading; the order's page has them exact. */
const amount = ({ currency, total }: Order): string => {
  const digits = minorUnitDigits(currency);
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(total / 10 ** digits);
};

const pieces = (order: Order): string => (order.itemCount === 1 ? "1 item" : `${order.itemCount} items`);

/** Texts carry no customer name: everybody who may sign in reads them. */
export const announceLargeOrder = (tx: Transaction, order: Order, now: Date) =>
  addNotification(
    tx,
    {
      kind: "order.large",
      severity: "info",
      title: `Large order ${order.number}: ${amount(order)}`,
      body: `${pieces(order)}.`,
      fingerprint: `order.large:${order.id}`,
      link: `/orders/${order.id}`,
    },
    now,
  );

export const announceCancelledOrder = (tx: Transaction, order: Order, now: Date) =>
  addNotification(
    tx,
    {
      kind: "order.cancelled",
      severity: "info",
      title: `Order ${order.number} was cancelled`,
      body: `${amount(order)}, ${pieces(order)}.`,
      fingerprint: `order.cancelled:${order.id}`,
      link: `/orders/${order.id}`,
    },
    now,
  );
