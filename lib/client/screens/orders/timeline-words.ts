import { orderTransitions } from "@/lib/contracts/order-states";
import type { OrderHistoryEntry, OrderStatus } from "@/lib/contracts/orders";

/** A history keeps its states as text: what an older version wrote is still shown. */
export const isOrderStatus = (state: string): state is OrderStatus => Object.hasOwn(orderTransitions, state);

const places: Record<OrderHistoryEntry["via"], string> = {
  rest: "by the API",
  hub: "on the dashboard",
  page: "on a page",
  worker: "automatically",
  import: "by an import",
};

/** "Operator, on the dashboard": who did it and from where. */
export const whoText = ({ actor, via }: Pick<OrderHistoryEntry, "actor" | "via">): string => `${actor}, ${places[via]}`;
