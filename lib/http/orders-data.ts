import { cache } from "react";
import { filterOfView, viewOfSearch } from "@/lib/client/screens/orders/order-view";
import type { OrderData, OrdersData } from "@/lib/client/screens/orders/orders-data";
import { isHubError } from "@/lib/hub-protocol";
import { listOrders } from "@/lib/services/orders/list-orders";
import { readOrder } from "@/lib/services/orders/read-order";
import { readOrderHistory } from "@/lib/services/orders/read-order-history";
import { readShop } from "@/lib/services/settings/shop";
import { type PageContext, pageContext } from "./page-context";
import { type PageSearch, searchParams } from "./page-search";

/** What the address asks for, by its parameters; what it does not know is left out. */
export async function readOrdersData(context: PageContext, search: PageSearch): Promise<OrdersData> {
  const { timeZone } = await readShop(context.services);
  const filter = filterOfView(viewOfSearch(searchParams(search)), timeZone);
  const readAt = context.services.now().getTime();
  return { filter, orders: await listOrders(context, filter), readAt };
}

/** One order with its history, read once a request; null where there is none of that id. */
export const readOrderData = cache(async (id: string): Promise<OrderData | null> => {
  const context = await pageContext("orders.read");
  const readAt = context.services.now().getTime();
  try {
    const order = await readOrder(context, { id });
    const history = await readOrderHistory(context, { id });
    return { order, history: history.items, readAt };
  } catch (error) {
    // An id that is none at all is as unknown as one that nobody has.
    if (isHubError(error) && (error.code === "NOT_FOUND" || error.code === "INVALID_ARGUMENT")) return null;
    throw error;
  }
});
