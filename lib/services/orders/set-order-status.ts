import { eq } from "drizzle-orm";
import { type Order, operations, orderTransitions } from "@/lib/contracts/orders";
import { appendOutbox } from "@/lib/db/outbox";
import * as schema from "@/lib/db/schema";
import { HubError } from "@/lib/hub-protocol";
import { actorOf } from "../actor";
import { recordAudit } from "../audit/record-audit";
import { command } from "../command";
import { defineVerb } from "../define-verb";
import { announceCancelledOrder } from "../notifications/order-notices";
import { toOrder } from "./order-row";
import { orderFor } from "./personal-data";

/**
 * Moves an order along the fulfilment axis: compare-and-set under the row's lock, then the outbox row.
 * Throws NOT_FOUND, VERSION_CONFLICT (`data.current` is the order as it is) or ILLEGAL_TRANSITION.
 */
export const setOrderStatus = defineVerb(operations.setOrderStatus, (context, input) =>
  command(context, "setOrderStatus", input, async (tx): Promise<Order> => {
    const { services, principal } = context;
    const [row] = await tx.select().from(schema.orders).where(eq(schema.orders.id, input.id)).for("update");
    if (!row) throw new HubError("NOT_FOUND", "There is no such order.");
    if (row.version !== input.version) {
      throw new HubError("VERSION_CONFLICT", `Order ${row.number} was changed meanwhile (it is ${row.status} now).`, {
        data: { current: orderFor(principal.permissions, toOrder(row)) },
      });
    }
    if (!orderTransitions[row.status].includes(input.to)) {
      throw new HubError("ILLEGAL_TRANSITION", `An order that is ${row.status} cannot become ${input.to}.`, {
        fields: [
          { path: "to", message: `From ${row.status}: ${orderTransitions[row.status].join(", ") || "nothing"}.` },
        ],
      });
    }
    const now = services.now();
    const [moved] = await tx
      .update(schema.orders)
      .set({ status: input.to, version: row.version + 1, updatedAt: now })
      .where(eq(schema.orders.id, row.id))
      .returning();
    if (!moved) throw new HubError("NOT_FOUND", "There is no such order.");
    await tx.insert(schema.orderEvents).values({
      orderId: row.id,
      version: moved.version,
      at: now,
      type: "status",
      fromState: row.status,
      toState: input.to,
      actor: actorOf(principal),
      via: context.via,
    });
    // What the demo does to itself stands in the order's own history.
    if (principal.kind !== "system") {
      const target = { kind: "order", id: row.id, name: row.number };
      await recordAudit(tx, context, { action: "order.moved", target, detail: { status: [row.status, input.to] } });
    }
    const order = toOrder(moved);
    await appendOutbox(tx, { stream: "orders", type: "order.updated", at: now, data: order });
    if (input.to === "cancelled") await announceCancelledOrder(tx, order, now);
    return orderFor(principal.permissions, order);
  }),
);
