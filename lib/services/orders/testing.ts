/** What tests of orders need: somebody to act and an order to act on. */
import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import type { CreateOrder, Order } from "@/lib/contracts/orders";
import { type Role, rolePermissions } from "@/lib/contracts/permissions";
import type { Principal, Services, VerbContext } from "../context";
import { createOrder } from "./create-order";

export const as = (services: Services, role: Role): VerbContext & { principal: Principal } => ({
  services,
  via: "rest",
  principal: { kind: "user", id: uuidv7(), name: `Some ${role}`, role, permissions: rolePermissions[role] },
});

/** Personal data that must never reach a viewer. */
export const canary = {
  name: "Maya Canaryname",
  email: "canary-mail@example.com",
  phone: "+49 30 canaryphone",
  address: "Canarystreet 1",
};

export const newOrder = (change: Partial<z.input<typeof CreateOrder>> = {}): z.input<typeof CreateOrder> => ({
  customer: canary,
  currency: "EUR",
  items: [{ sku: "MUG-1", title: "Travel mug", quantity: 2, unitPrice: 1_250 }],
  payment: "paid",
  key: uuidv7(),
  ...change,
});

export const placeOrder = (context: VerbContext, change: Partial<z.input<typeof CreateOrder>> = {}): Promise<Order> =>
  createOrder(context, newOrder(change));
