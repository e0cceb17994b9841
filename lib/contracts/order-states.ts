/** The two axes of an order, without their schemas: the browser needs the words and moves only. */

/** The fulfilment axis. `cancelled` can be reached before `shipped` only. */
export const orderStatuses = ["placed", "packed", "shipped", "delivered", "cancelled"] as const;

/** The payment axis, apart from fulfilment. */
export const paymentStatuses = ["pending", "authorized", "paid", "partially_refunded", "refunded", "voided"] as const;

type Status = (typeof orderStatuses)[number];

export const orderTransitions: Record<Status, readonly Status[]> = {
  placed: ["packed", "cancelled"],
  packed: ["shipped", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
};

/** Still to be sent: counted as "to fulfil". */
export const openStatuses: readonly Status[] = ["placed", "packed"];
