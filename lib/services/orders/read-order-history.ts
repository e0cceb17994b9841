import { asc, eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/orders";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import { defineVerb } from "../define-verb";

/** Every step of an order, oldest first. Throws NOT_FOUND. */
export const readOrderHistory = defineVerb(operations.readOrderHistory, async ({ services }, { id }) => {
  const rows = await services.database.db
    .select()
    .from(schema.orderEvents)
    .where(eq(schema.orderEvents.orderId, id))
    .orderBy(asc(schema.orderEvents.version));
  if (rows.length === 0) throw new HubError("NOT_FOUND", "There is no such order.");
  return {
    items: rows.map((row) => ({
      version: row.version,
      at: row.at.toISOString(),
      type: row.type,
      from: row.fromState,
      to: row.toState,
      actor: row.actor,
      via: row.via,
    })),
  };
});
