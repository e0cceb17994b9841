import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { orderStatuses, paymentStatuses } from "./order-states";
import { Currency, Email, IdempotencyKey, Instant, MinorUnits, PageLimit, searchText, text, Uuid } from "./primitives";

export { openStatuses, orderTransitions } from "./order-states";

export const OrderStatus = z.enum(orderStatuses);
export type OrderStatus = z.infer<typeof OrderStatus>;

export const PaymentStatus = z.enum(paymentStatuses);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

export const OrderItem = z.strictObject({
  sku: text(64).optional(),
  title: text(200),
  quantity: z.int().min(1).max(100_000),
  unitPrice: MinorUnits,
});
export type OrderItem = z.infer<typeof OrderItem>;

export const NewCustomer = z.strictObject({
  name: text(120),
  email: Email.optional(),
  phone: text(40).optional(),
  address: text(500).optional(),
});

/** Without `orders.pii`: the given name with an initial, and no field of the rest. */
export const Customer = z.strictObject({
  name: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
  address: z.string().optional(),
});

export const OrderSource = z.enum(["api", "import", "demo"]);

/** `total` in minor units of `currency`; `version` grows by one with each change; `masked` where personal data is left out. */
export const Order = z.strictObject({
  id: Uuid,
  number: z.string(),
  status: OrderStatus,
  payment: PaymentStatus,
  customer: Customer,
  masked: z.boolean(),
  currency: Currency,
  total: z.int(),
  itemCount: z.int(),
  items: z.array(OrderItem),
  source: OrderSource,
  placedAt: z.string(),
  updatedAt: z.string(),
  version: z.int(),
});
export type Order = z.infer<typeof Order>;

const Items = z.array(OrderItem).min(1).max(100);

export const OrderNumber = text(40).regex(/^[#\w./-]+$/, "Use letters, digits and # . / - _ only.");

export const CreateOrder = z.strictObject({
  number: OrderNumber.optional(),
  customer: NewCustomer,
  currency: Currency,
  items: Items,
  payment: PaymentStatus.default("pending"),
  placedAt: Instant.optional(),
  key: IdempotencyKey,
});

export const SetOrderStatus = z.strictObject({
  id: Uuid,
  to: OrderStatus,
  version: z.int().min(1),
  key: IdempotencyKey,
});

export const OrderFilter = z.strictObject({
  status: z.union([OrderStatus, z.literal("open")]).optional(),
  payment: PaymentStatus.optional(),
  q: searchText.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});
export type OrderFilter = z.infer<typeof OrderFilter>;

export const ListOrders = OrderFilter.extend({ limit: PageLimit, cursor: z.string().max(200).optional() });

/** Newest first. `nextCursor` is null on the last page. `epoch` and `head` are the orders stream's place of the same instant. */
export const OrderPage = z.strictObject({
  items: z.array(Order),
  nextCursor: z.string().nullable(),
  epoch: z.string(),
  head: z.int(),
});
export type OrderPage = z.infer<typeof OrderPage>;

/** One step of an order's history. `at` is when it happened; `via` how it came in. */
export const OrderHistoryEntry = z.strictObject({
  version: z.int(),
  at: z.string(),
  type: z.enum(["placed", "status", "payment"]),
  from: z.string().nullable(),
  to: z.string(),
  actor: z.string(),
  via: z.enum(["rest", "hub", "page", "worker", "import"]),
});
export type OrderHistoryEntry = z.infer<typeof OrderHistoryEntry>;

/** A past order with its past history: `status` is where it ended, `history` the moves after `placedAt`, in order of time. */
export const ImportedOrder = z.strictObject({
  number: OrderNumber.optional(),
  customer: NewCustomer,
  currency: Currency,
  items: Items,
  payment: PaymentStatus.default("paid"),
  placedAt: Instant,
  history: z
    .array(z.strictObject({ to: OrderStatus, at: Instant }))
    .max(10)
    .default([]),
});
export type ImportedOrder = z.infer<typeof ImportedOrder>;

export const ImportOrders = z.strictObject({ orders: z.array(ImportedOrder).min(1).max(50_000) });

export const operations = {
  createOrder: operation({ input: CreateOrder, output: Order, permission: "orders.manage" }),
  listOrders: operation({ input: ListOrders, output: OrderPage, permission: "orders.read" }),
  readOrder: operation({ input: z.strictObject({ id: Uuid }), output: Order, permission: "orders.read" }),
  readOrderHistory: operation({
    input: z.strictObject({ id: Uuid }),
    output: z.strictObject({ items: z.array(OrderHistoryEntry) }),
    permission: "orders.read",
  }),
  setOrderStatus: operation({ input: SetOrderStatus, output: Order, permission: "orders.manage" }),
  importOrders: operation({
    input: ImportOrders,
    output: z.strictObject({ imported: z.int(), skipped: z.int() }),
    permission: "orders.manage",
  }),
};
