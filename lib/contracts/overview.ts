import { z } from "zod";
import { operation } from "@/lib/hub-protocol";
import { OrderStatus } from "./orders";
import type { Range } from "./ranges";

export const RangeKey = z.enum(["15m", "1h", "6h", "24h", "7d", "30d"]) satisfies z.ZodType<Range>;
export type RangeKey = z.infer<typeof RangeKey>;

const column = z.array(z.number().nullable());

/** Orders and errors per minute on one axis: `times` are bucket starts in ms, only finished buckets; rates are per minute. */
export const OrderRate = z.strictObject({
  stepMs: z.number(),
  times: z.array(z.number()),
  orders: column,
  errors: column,
  lastWeek: column,
});
export type OrderRate = z.infer<typeof OrderRate>;

/** A sum of money of one currency, now and by the same time a week ago, in minor units. Currencies are never summed together. */
export const Revenue = z.strictObject({ currency: z.string(), today: z.int(), lastWeek: z.int() });

/** "today" begins at the shop's midnight. Trends: the last 24 finished hours. */
export const Overview = z.strictObject({
  at: z.string(),
  ordersToday: z.int(),
  ordersLastWeek: z.int(),
  revenue: z.array(Revenue),
  toFulfil: z.int(),
  oldestOpenAt: z.string().nullable(),
  byStatus: z.array(z.strictObject({ status: OrderStatus, count: z.int() })),
  revenueByHour: z.strictObject({
    currency: z.string(),
    hours: z.array(z.strictObject({ hour: z.int(), today: z.int().nullable(), lastWeek: z.int() })),
  }),
  trends: z.strictObject({ orders: column, revenue: column }),
  rate: OrderRate,
});
export type Overview = z.infer<typeof Overview>;

export const operations = {
  readOverview: operation({
    input: z.strictObject({ range: RangeKey.default("1h") }),
    output: Overview,
    permission: "orders.read",
  }),
};
