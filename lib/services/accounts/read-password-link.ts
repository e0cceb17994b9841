import { operations } from "@/lib/contracts/accounts";
import { defineVerb } from "../define-verb";
import { readShop } from "../settings/shop";
import { findLink } from "./find-link";

/** Who a link is for, so that they see it before they choose a password. Throws NOT_FOUND when it does not open. */
export const readPasswordLink = defineVerb(operations.readPasswordLink, async (context, { secret }) => {
  const { kind, name, email, role, expiresAt } = await findLink(context, secret);
  const shop = await readShop(context.services);
  return { kind, shop: shop.name, name, email, role, expiresAt: expiresAt.toISOString() };
});
