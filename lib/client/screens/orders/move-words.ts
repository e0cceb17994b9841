import type { Order, OrderStatus } from "@/lib/contracts/orders";
import { isHubError } from "@/lib/hub-protocol";
import { orderStatusWord } from "../../ui/status-chip";

/** What one does to get an order there. */
export const moveVerb: Record<OrderStatus, string> = {
  placed: "Place",
  packed: "Pack",
  shipped: "Ship",
  delivered: "Deliver",
  cancelled: "Cancel",
};

/** Said while the answer is on its way. */
export const movingWord: Record<OrderStatus, string> = {
  placed: "Placing…",
  packed: "Packing…",
  shipped: "Shipping…",
  delivered: "Delivering…",
  cancelled: "Cancelling…",
};

export interface MoveRefusal {
  title: string;
  body: string;
  /** The order as it is now, when the server sent it along. */
  current?: Order;
}

const currentOf = (data: unknown): Order | undefined => (data as { current?: Order } | undefined)?.current;

/** "no": it never left this device; "maybe": it left, and no answer came back. */
export type Sent = "no" | "maybe";

/** What to tell somebody whose move did not go through. */
export function refusalOf(error: unknown, order: Order, to: OrderStatus, sent: Sent): MoveRefusal {
  const { number, status } = order;
  const still = `It is still ${orderStatusWord(status).toLowerCase()}.`;
  if (!isHubError(error)) return { title: `${number} was not changed`, body: `Something went wrong here. ${still}` };
  switch (error.code) {
    case "VERSION_CONFLICT": {
      const current = currentOf(error.data);
      const now = current ? `It is ${orderStatusWord(current.status).toLowerCase()} now.` : "Look at it again.";
      return {
        title: `${number} was changed by somebody else`,
        body: `${now} Your change was not made.`,
        ...(current && { current }),
      };
    }
    case "DISCONNECTED":
    case "TIMEOUT":
      return sent === "no"
        ? { title: `${number} was not changed`, body: `There is no connection, so nothing was sent. ${still}` }
        : {
            title: `No answer about ${number}`,
            body: `The connection was lost before the server answered. Whether it is ${orderStatusWord(to).toLowerCase()} shows here once the connection is back.`,
          };
    case "FORBIDDEN":
    case "UNAUTHENTICATED":
      return {
        title: `You may not change ${number}`,
        body: `Your role does not allow it any more, or you were signed out. ${still}`,
      };
    case "RATE_LIMITED":
      return {
        title: `${number} was not changed`,
        body: `That was too much at once. Wait a moment and try again. ${still}`,
      };
    case "NOT_FOUND":
      return { title: `${number} is gone`, body: "The server does not know this order." };
    default:
      return { title: `${number} was not changed`, body: `${error.message} ${still}` };
  }
}
