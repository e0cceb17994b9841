import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { type Order, operations } from "@/lib/contracts/orders";
import { appendOutbox } from "@/lib/db/outbox";
import * as schema from "@/lib/db/schema";
import type { Transaction } from "@/lib/db/transaction";
import { HubError } from "@/lib/hub-protocol";
import { actorOf } from "../actor";
import { command } from "../command";
import { defineVerb, type SignedInContext } from "../define-verb";
import { announceLargeOrder } from "../notifications/order-notices";
import { readShop } from "../settings/shop";
import { derived, toOrder } from "./order-row";
import { orderFor } from "./personal-data";

/** Creates an order. Throws CONFLICT when its number is taken; the same key and input give the same order again. */
export const createOrder = defineVerb(operations.createOrder, async (context, input) => {
  const { services, principal } = context;
  const now = services.now();
  const placedAt = input.placedAt === undefined ? now : new Date(input.placedAt);
  if (placedAt.getTime() > now.getTime() + 60_000) refuse("placedAt", "Lies in the future.");
  const source = principal.kind === "system" ? "demo" : "api";
  const { largeOrderMinor } = await readShop(services);
  const created = await command(context, "createOrder", input, async (tx): Promise<Order> => {
    const number = input.number ?? (await nextNumber(tx));
    const facts = derived(number, input);
    if (!Number.isSafeInteger(facts.total)) refuse("items", "The total is too large.");
    const [row] = await tx
      .insert(schema.orders)
      .values({
        id: uuidv7(),
        number,
        status: "placed",
        payment: input.payment,
        customer: input.customer,
        currency: input.currency,
        items: input.items,
        source,
        placedAt,
        updatedAt: now,
        version: 1,
        ...facts,
      })
      .onConflictDoNothing({ target: schema.orders.number })
      .returning();
    if (!row) {
      throw new HubError("CONFLICT", `The order number ${number} is taken.`, {
        fields: [{ path: "number", message: "Already taken." }],
      });
    }
    await tx.insert(schema.orderEvents).values({
      orderId: row.id,
      version: 1,
      at: placedAt,
      type: "placed",
      fromState: null,
      toState: "placed",
      actor: actorOf(principal),
      via: context.via,
    });
    const order = toOrder(row);
    await appendOutbox(tx, { stream: "orders", type: "order.created", at: now, data: order });
    if (order.total >= largeOrderMinor) await announceLargeOrder(tx, order, now);
    return orderFor(principal.permissions, order);
  });
  noteCreated(context, created);
  return created;
});

/** Who placed which order stands in its history, in the same transaction; from where and how many, the audit tells gathered. */
function noteCreated(context: SignedInContext, { id, number }: Order): void {
  if (context.principal.kind === "system") return;
  context.services.audit.note(context, { action: "order.created", target: { kind: "order", id, name: number } });
}

async function nextNumber(tx: Transaction): Promise<string> {
  const result = await tx.execute<{ n: string }>(sql`select nextval('order_numbers')::text as n`);
  return `#${result.rows[0]?.n}`;
}

function refuse(path: string, message: string): never {
  throw new HubError("INVALID_ARGUMENT", `${path}: ${message}`, { fields: [{ path, message }] });
}
