import { eq } from "drizzle-orm";
import { operations } from "@/lib/contracts/orders";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import { defineVerb } from "../define-verb";
import { toOrder } from "./order-row";
import { orderFor } from "./personal-data";

/** One order, masked for who may not see personal data. Throws NOT_FOUND. */
export const readOrder = defineVerb(operations.readOrder, async ({ services, principal }, { id }) => {
  const [row] = await services.database.db.select().from(schema.orders).where(eq(schema.orders.id, id));
  if (!row) throw new HubError("NOT_FOUND", "There is no such order.");
  return orderFor(principal.permissions, toOrder(row));
});
