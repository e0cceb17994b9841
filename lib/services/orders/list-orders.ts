import { and, desc, eq, gte, inArray, like, lt, or, type SQL, sql } from "drizzle-orm";
import { type OrderFilter, openStatuses, operations } from "@/lib/contracts/orders";
import * as schema from "@/lib/db/schema";
import { readHead } from "@/lib/db/stream-log";
import { readSnapshot } from "@/lib/db/transaction";
import { defineVerb } from "../define-verb";
import { decodeCursor, encodeCursor } from "../list-cursor";
import { toOrder } from "./order-row";
import { orderFor, seesPersonalData } from "./personal-data";

const { orders } = schema;

/** Newest first, by cursor. Rows and the stream's place come from one snapshot, so that a subscription can go on from there. */
export const listOrders = defineVerb(operations.listOrders, async ({ services, principal }, input) => {
  const after = decodeCursor(input.cursor);
  const where = and(
    ...filterOf(input, seesPersonalData(principal.permissions)),
    after
      ? sql`(${orders.placedAt}, ${orders.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
      : undefined,
  );
  return readSnapshot(services.database, async (tx) => {
    const rows = await tx
      .select()
      .from(orders)
      .where(where)
      .orderBy(desc(orders.placedAt), desc(orders.id))
      .limit(input.limit + 1);
    const { epoch, head } = await readHead(tx, "orders");
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => orderFor(principal.permissions, toOrder(row))),
      nextCursor: rows.length > page.length && last ? encodeCursor({ at: last.placedAt, id: last.id }) : null,
      epoch,
      head,
    };
  });
});

/** Conditions of a filter. Without `orders.pii` the search looks at number and titles only. */
export function filterOf(filter: OrderFilter, personal: boolean): SQL[] {
  const conditions: (SQL | undefined)[] = [
    filter.status === "open" ? inArray(orders.status, [...openStatuses]) : undefined,
    filter.status && filter.status !== "open" ? eq(orders.status, filter.status) : undefined,
    filter.payment ? eq(orders.payment, filter.payment) : undefined,
    filter.from ? gte(orders.placedAt, new Date(filter.from)) : undefined,
    filter.to ? lt(orders.placedAt, new Date(filter.to)) : undefined,
  ];
  if (filter.q) {
    const pattern = `%${filter.q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
    conditions.push(
      personal
        ? or(like(orders.searchPublic, pattern), like(orders.searchPersonal, pattern))
        : like(orders.searchPublic, pattern),
    );
  }
  return conditions.filter((condition) => condition !== undefined);
}
